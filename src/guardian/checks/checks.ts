// The fourth stage: the task's commands succeed. What failed already before the mission began does not count: tests are
// compared by name where the output can be read, and by exit code where it cannot.
import type { Finding } from "../../core/change.ts";
import type { CommandResult } from "../../ports/gate.ts";
import { commandFindings, howItEnded, succeeded } from "../commands/command-findings.ts";
import type { Stage, StageContext, StageReport } from "../stage.ts";
import { failingNames, plainOutput } from "../commands/test-output.ts";

export const checksStage: Stage = {
  name: "checks",
  async run(context: StageContext): Promise<StageReport> {
    const findings: Finding[] = [];
    const notes: string[] = [];
    for (const command of new Set(context.input.checks)) {
      const result = await context.run(command);
      if (succeeded(result)) continue;
      const report = await judge(context, result);
      findings.push(...report.findings);
      notes.push(...report.notes);
    }
    return { findings, notes };
  },
};

async function judge({ input }: StageContext, result: CommandResult): Promise<StageReport> {
  const names = failingNames(plainOutput(result.output, input.directory));
  // A command that hangs shows nothing of what it would have found, so it counts even where it hung before.
  if (result.timedOut) return { findings: await commandFindings("checks", result, names, input), notes: [] };
  const baseline = await input.baseline(result.command);
  if (baseline === null) {
    const notes = [`whether "${result.command}" failed before the change could not be found out`];
    return { findings: await commandFindings("checks", result, names, input), notes };
  }
  if (succeeded(baseline)) return { findings: await commandFindings("checks", result, names, input), notes: [] };
  const before = new Set(failingNames(plainOutput(baseline.output, input.directory)));
  if (names.length === 0 || before.size === 0) {
    if (names.length === 0 && before.size === 0 && result.exitCode === baseline.exitCode) {
      const ended = howItEnded(result, input.limits.checkMs);
      return { findings: [], notes: [`"${result.command}" ${ended}, as it did before; that was not held against the change`] };
    }
    return { findings: await commandFindings("checks", result, names, input), notes: [] };
  }
  const fresh = names.filter((name) => !before.has(name));
  const old = names.length - fresh.length;
  const notes = [`"${result.command}" already failed before: ${old} of its ${before.size} failures are still there, and only others count`];
  return { findings: fresh.length === 0 ? [] : await commandFindings("checks", result, fresh, input), notes };
}
