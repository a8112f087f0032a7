// The checks stage: the task's commands succeed, and then the tests that the change can affect. What failed already
// before the mission began does not count: tests are compared by name where the output can be read, and by exit code
// where it cannot.
import type { Finding } from "../../core/change.ts";
import { succeeded } from "../commands/command-findings.ts";
import type { Stage, StageContext, StageReport } from "../stage.ts";
import { judgeFailure } from "./judge.ts";
import { chosenTests } from "./tests.ts";

export const checksStage: Stage = {
  name: "checks",
  async run(context: StageContext): Promise<StageReport> {
    const { input } = context;
    const findings: Finding[] = [];
    const notes: string[] = [];
    for (const command of new Set(input.checks)) {
      const result = await context.run(command);
      if (succeeded(result)) continue;
      const report = await judgeFailure(context, { result, before: () => input.baseline(command), isAskedFor: true });
      findings.push(...report.findings);
      notes.push(...report.notes);
    }
    if (findings.some(({ severity }) => severity === "error")) return { findings, notes };
    const tests = await chosenTests(context);
    return { findings: [...findings, ...tests.findings], notes: [...notes, ...tests.notes] };
  },
};
