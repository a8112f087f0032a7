// The fifth stage: a command that fails without the change and succeeds with it. One that always succeeds proves nothing.
import { commandFindings, succeeded } from "../commands/command-findings.ts";
import { finding } from "../finding.ts";
import type { Stage, StageContext, StageReport } from "../stage.ts";
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
    const baseline = await input.baseline(proof);
    if (baseline === null) return { findings: [], notes: [`whether "${proof}" fails without the change could not be found out`] };
    if (!succeeded(baseline)) return { findings: [], notes: [] };
    const message = `"${proof}" succeeds without the change as well, so it proves nothing. Write a test that fails without the change.`;
    return { findings: [finding("proof", "proves-nothing", message)], notes: [] };
  },
};
