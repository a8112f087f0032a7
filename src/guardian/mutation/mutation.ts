// The mutation stage: small faults are put into the changed lines, one at a time, and the tests that accepted the change
// must notice most of them. It judges the tests, not the code, and runs only if the configuration says so.
import type { CommandResult } from "../../ports/gate.ts";
import { affectedCommand } from "../checks/tests.ts";
import { succeeded } from "../commands/command-findings.ts";
import { readSlotText, textOf } from "../files/slot-file.ts";
import { cutLine, excerptLinesMax, finding } from "../finding.ts";
import { isTestPath } from "../../core/test-path.ts";
import { isDeclarationPath, isSourcePath } from "../source/oxc.ts";
import type { Stage, StageContext, StageReport } from "../stage.ts";
import { changedLines } from "./changed-lines.ts";
import { mutantsOf, spread, type Mutant } from "./mutants.ts";
import { withText } from "./swap-file.ts";

export const mutantsMax = 30;
/** The share of mutants that tests have to notice. */
export const killedShareMin = 0.8;
/** A mutant may take this much longer than the tests without it; then it is noticed as a loop. */
const patience = { factor: 2, moreMs: 3_000 };

const nothing: StageReport = { findings: [], notes: [] };

export const mutationStage: Stage = {
  name: "mutation",
  async run(context: StageContext): Promise<StageReport> {
    const { settings, limits } = context.input;
    if (settings.mutation === "off") return nothing;
    const mutants = await mutantsOfChange(context);
    if (mutants.length === 0) return nothing;
    const tests = await passingTests(context);
    if (tests.length === 0) return { findings: [], notes: ["mutation not probed, because no test that succeeds reaches the change"] };
    const startedMs = performance.now();
    const survivors: Mutant[] = [];
    let tried = 0;
    const chosen = spread(mutants, mutantsMax);
    for (const mutant of chosen) {
      if (performance.now() - startedMs > (limits.mutationMs ?? Number.POSITIVE_INFINITY)) break;
      const { kind } = await context.parse(mutant.path, mutant.text);
      if (kind !== "parsed") continue;
      tried += 1;
      if (!(await isNoticed(context, mutant, tests))) survivors.push(mutant);
    }
    const left = tried < chosen.length ? `; ${chosen.length - tried} were left out, for time or since they made no valid code` : "";
    const note = `mutation: ${tried - survivors.length} of ${tried} small faults in the changed lines were noticed by tests${left}`;
    return { findings: verdictOn(survivors, tried), notes: [note] };
  },
};

async function mutantsOfChange({ input, parse }: StageContext): Promise<readonly Mutant[]> {
  const found: Mutant[] = [];
  for (const { path, status } of input.change.files) {
    if (status === "deleted" || !isSourcePath(path) || isDeclarationPath(path) || isTestPath(path)) continue;
    const content = await readSlotText(input.directory, path);
    if (content.kind !== "text") continue;
    const source = await parse(path, content.text);
    if (source.kind !== "parsed") continue;
    const before = textOf(await input.before(path));
    const lines = changedLines(before.kind === "text" ? before.text : "", content.text);
    found.push(...mutantsOf(path, content.text, source.program(), lines));
  }
  return found;
}

/** Commands that succeed on the change as it is, the quickest first. */
async function passingTests(context: StageContext): Promise<readonly CommandResult[]> {
  const { checks, proof } = context.input;
  const affected = await affectedCommand(context);
  const commands = new Set([...checks, ...(proof === null ? [] : [proof]), ...(affected === null ? [] : [affected])]);
  const results: CommandResult[] = [];
  for (const command of commands) results.push(await context.run(command));
  return results.filter(succeeded).toSorted((one, other) => one.durationMs - other.durationMs);
}

function isNoticed(context: StageContext, mutant: Mutant, tests: readonly CommandResult[]): Promise<boolean> {
  const { directory, limits } = context.input;
  return withText(directory, mutant.path, mutant.text, async () => {
    for (const { command, durationMs } of tests) {
      const result = await context.trial(command, Math.min(limits.checkMs, patience.factor * durationMs + patience.moreMs));
      if (!succeeded(result)) return true;
    }
    return false;
  });
}

function verdictOn(survivors: readonly Mutant[], tried: number): StageReport["findings"] {
  const [first] = survivors;
  const killed = tried - survivors.length;
  if (first === undefined || killed >= tried * killedShareMin) return [];
  const lines = survivors.map(({ path, place, before, after }) => cutLine(`${path}:${place.line}: ${before} -> ${after}`));
  const shown = lines.length > excerptLinesMax ? [...lines.slice(0, excerptLinesMax - 1), `… and ${lines.length - excerptLinesMax + 1} more`] : lines;
  const message =
    `The tests notice ${killed} of ${tried} small faults put into the changed lines; ${killedShareMin * 100} % are wanted. ` +
    "Write tests that fail for the faults shown. Leave the code as it is.";
  return [finding("mutation", "survived", message, { file: first.path, place: first.place, excerpt: shown.join("\n") })];
}
