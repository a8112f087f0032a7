// Tests that no plan has to name: those that a change can affect, by the project's own runner. Where no import leads to
// them, or there are too many, the whole suite runs, if the base has shown that it can be afforded.
import type { CommandResult } from "../../ports/gate.ts";
import { commandBytesMax } from "../../core/command.ts";
import { howItEnded, succeeded, wasEnded } from "../commands/command-findings.ts";
import type { StageContext, StageReport } from "../stage.ts";
import { commandText } from "../tools/tool-command.ts";
import { isSourcePath } from "../source/oxc.ts";
import { affectedTests } from "./affected.ts";
import { coveredBy } from "./covered.ts";
import { judgeFailure } from "./judge.ts";
import { otherSuite, packageSuite } from "./suite.ts";
import { findTestRunner, type TestRunner } from "./test-runner.ts";
import { packageScripts } from "./test-scripts.ts";

/** Test files run for one change. */
export const affectedFilesMax = 40;
/** The part of a check's deadline that the whole suite may take on the base to be run unasked. */
const affordablePart = 0.2;

const nothing: StageReport = { findings: [], notes: [] };
/** What no test can notice. */
const prose = /\.(?:mdx?|rst|adoc|txt|png|jpe?g|gif|svg|ico|webp|pdf)$|(?:^|\/)(?:LICEN[CS]E|CODEOWNERS|\.(?:git|npm|prettier|eslint|docker)ignore|\.gitattributes|\.editorconfig)$/i;
/** What every test depends on without importing it. */
const setUp = /(?:^|\/)(?:package\.json|tsconfig[^/]*\.json|(?:vitest|vite|jest|babel|ava)\.config\.[cm]?[jt]s|\.mocharc\.\w+|\.babelrc[^/]*|\.taprc)$/;

export async function chosenTests(context: StageContext): Promise<StageReport> {
  const { directory, change, settings, checks } = context.input;
  const changed = change.files.map(({ path }) => path).filter((path) => !prose.test(path));
  const covered = coveredBy(checks);
  if (settings.tests === "off" || changed.length === 0) return nothing;
  const other = await otherSuite(directory, changed, checks);
  if (other !== null) return wholeSuite(context, other);
  if (covered.all) return nothing;
  const scripts = await packageScripts(directory);
  const suite = await packageSuite(directory, scripts);
  if (settings.tests === "all") return suite === null ? nothing : wholeSuite(context, suite);
  const runner = await findTestRunner(directory, scripts);
  if (runner === null || changed.some((path) => setUp.test(path))) return suite === null ? nothing : wholeSuite(context, suite);
  const { files, notes } = await affectedTests(context, scripts.commands);
  if (files.length === 0) {
    // What tests start or read by its path is not seen; but a file that is new, and that nothing imports, nobody knows yet.
    const isKnown = change.files.some(({ path, status }) => status !== "added" && (isSourcePath(path) || path.endsWith(".json")));
    const told = suite === null || !isKnown ? nothing : await wholeSuite(context, suite);
    return { ...told, notes: [...notes, ...told.notes] };
  }
  const report = await affected(context, runner, files.filter((path) => !covered.has(path)), suite);
  return { ...report, notes: [...notes, ...report.notes] };
}

/** One command that runs tests which the change can affect; null where none is known. */
export async function affectedCommand(context: StageContext): Promise<string | null> {
  const { directory, settings } = context.input;
  if (settings.tests === "off") return null;
  const scripts = await packageScripts(directory);
  const runner = await findTestRunner(directory, scripts);
  const files = runner === null ? [] : fitting(runner, (await affectedTests(context, scripts.commands)).files);
  return runner === null || files.length === 0 ? null : commandText([...runner.words, ...files]);
}

async function affected(context: StageContext, runner: TestRunner, files: readonly string[], suite: string | null): Promise<StageReport> {
  if (files.length === 0) return nothing;
  const chosen = fitting(runner, files);
  if (chosen.length === files.length) return runFiles(context, runner, files);
  const whole = suite === null ? null : await affordable(context, suite);
  if (suite !== null && whole?.ok === true) return runSuite(context, suite, whole.baseline);
  const report = await runFiles(context, runner, chosen);
  return { ...report, notes: [...report.notes, `of ${files.length} test files that the change can affect, the nearest ${chosen.length} were run`] };
}

/** As many as one command holds. */
function fitting(runner: TestRunner, files: readonly string[]): readonly string[] {
  const chosen = files.slice(0, affectedFilesMax);
  while (Buffer.byteLength(commandText([...runner.words, ...chosen])) > commandBytesMax) chosen.pop();
  return chosen;
}

async function runFiles(context: StageContext, runner: TestRunner, files: readonly string[]): Promise<StageReport> {
  const { input } = context;
  const result = await context.run(commandText([...runner.words, ...files]));
  if (succeeded(result)) return nothing;
  const added = new Set(input.change.files.flatMap(({ path, status }) => (status === "added" ? [path] : [])));
  const known = files.filter((path) => !added.has(path));
  const before = async (): Promise<CommandResult | null> => {
    if (known.length > 0) return input.baseline(commandText([...runner.words, ...known]));
    return { command: result.command, exitCode: 0, timedOut: false, output: "", durationMs: 0 };
  };
  return judgeFailure(context, { result, before, isAskedFor: false });
}

async function wholeSuite(context: StageContext, command: string): Promise<StageReport> {
  if (context.input.settings.tests === "all") return runSuite(context, command, undefined);
  const whole = await affordable(context, command);
  return whole.ok ? runSuite(context, command, whole.baseline) : { findings: [], notes: [whole.reason] };
}

async function runSuite(context: StageContext, command: string, baseline: CommandResult | undefined): Promise<StageReport> {
  const result = await context.run(command);
  if (succeeded(result)) return nothing;
  const before = () => (baseline === undefined ? context.input.baseline(command) : Promise.resolve(baseline));
  return judgeFailure(context, { result, before, isAskedFor: false });
}

type Affordable = { readonly ok: true; readonly baseline: CommandResult } | { readonly ok: false; readonly reason: string };

async function affordable({ input }: StageContext, command: string): Promise<Affordable> {
  const skipped = (why: string): Affordable => ({ ok: false, reason: `the whole suite was not run, because "${command}" ${why}` });
  const baseline = await input.baseline(command);
  if (baseline === null) return skipped("could not be run on the base");
  if (wasEnded(baseline)) return skipped(`${howItEnded(baseline, input.limits.checkMs)} on the base`);
  const seconds = Math.round(baseline.durationMs / 1000);
  return baseline.durationMs > input.limits.checkMs * affordablePart ? skipped(`took ${seconds} s on the base`) : { ok: true, baseline };
}
