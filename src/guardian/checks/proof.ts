// The proof stage: a command that fails without the change and succeeds with it. One that always succeeds proves nothing.
import { commandFindings, succeeded } from "../commands/command-findings.ts";
import { finding } from "../finding.ts";
import type { Stage, StageContext, StageReport } from "../stage.ts";
import { isTestPath } from "../../core/test-path.ts";
import { failingNames, plainOutput } from "../commands/test-output.ts";

export const proofStage: Stage = {
  name: "proof",
  async run(context: StageContext): Promise<StageReport> {
    const { input } = context;
    const { proof } = input;
    if (proof === null) return { findings: [], notes: [] };
    const result = await context.run(proof);
    if (!succeeded(result)) {
      const names = failingNames(plainOutput(result.output, input.directory));
      return { findings: await commandFindings("proof", result, names, input), notes: [] };
    }
    const baseline = await input.baseline(proof, testsOf(context));
    if (baseline === null) return { findings: [], notes: [`whether "${proof}" fails without the change could not be found out`] };
    if (!succeeded(baseline)) return { findings: [], notes: [] };
    if (input.change.files.every(({ path }) => isTestPath(path))) {
      return { findings: [], notes: [`"${proof}" succeeds without the change as well; nothing but tests was changed, so that was not held against it`] };
    }
    const message = `"${proof}" succeeds without the change as well, so it proves nothing. Write a test that fails without the change.`;
    return { findings: [finding("proof", "proves-nothing", message)], notes: [] };
  },
};

/** The change's own tests, and what stands beside them: without these, any command that names one fails. Links are left out. */
function testsOf({ input }: StageContext): readonly string[] {
  return input.change.files.flatMap(({ path, modeAfter }) => (isTestPath(path) && modeAfter.startsWith("100") ? [path] : []));
}
