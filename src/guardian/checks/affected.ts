// The tests that a change can affect: test files that reach a changed file through imports, over any number of others,
// nearest first. It knows imports and nothing else: what a test reads or starts by a path is not seen.
import { testsNamedBy } from "./covered.ts";
import type { PackageScripts } from "./test-scripts.ts";
import { createResolver } from "../links/resolver.ts";
import { createSourceFiles } from "../links/source-files.ts";
import { testCasesOf } from "../policy/test-cases.ts";
import { ruleFile } from "../policy/rule-files.ts";
import { readSlotText } from "../files/slot-file.ts";
import { isDeclarationPath, isSourcePath } from "../source/oxc.ts";
import type { StageContext } from "../stage.ts";

export interface AffectedTests {
  /** Nearest first: the changed tests themselves, then what imports a changed file, and so on. */
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

/** `commands` are those of the project's test script: what it does not name, such as a test for a browser, is left out. */
export async function affectedTests({ input, index, parse, signal }: StageContext, commands: PackageScripts["commands"]): Promise<AffectedTests> {
  const { directory, change } = input;
  const sources = createSourceFiles(directory, index, await createResolver(directory), new Set(), signal, change);
  const { graph, walk } = await sources.all();
  const isNamed = testsNamedBy(commands, walk.paths) ?? (() => true);
  const reached = new Set(change.files.map(({ path }) => path));
  // A set goes on with what is added while it is walked.
  for (const path of reached) for (const importer of graph.importersOf(path)) reached.add(importer);
  const gone = new Set(change.files.flatMap(({ path, status }) => (status === "deleted" ? [path] : [])));
  const files: string[] = [];
  for (const path of reached) if (!gone.has(path) && isNamed(path) && (await isTestFile(directory, path, parse))) files.push(path);
  return { files, notes: sources.notes() };
}

const named = /[._-](?:test|tests|spec)\.[cm]?[jt]sx?$|(?:^|\/)__tests__\/[^/]+$/i;
const placed = /(?:^|\/)(?:tests?|specs?|__tests__)\/|(?:^|\/)tests?\.[cm]?[jt]sx?$/i;
const helper = /(?:^|\/)(?:__)?(?:fixtures?|mocks?|helpers?|support|snapshots)(?:__)?\//i;

/** By its name; a file that only lies among the tests must declare one. */
async function isTestFile(directory: string, path: string, parse: StageContext["parse"]): Promise<boolean> {
  if (!isSourcePath(path) || isDeclarationPath(path) || helper.test(path)) return false;
  if (named.test(path)) return true;
  if (!placed.test(path)) return false;
  const file = await ruleFile(path, await readSlotText(directory, path), parse);
  return file !== null && testCasesOf({ ...file, isTest: true }).some(({ isWholeFile }) => !isWholeFile);
}
