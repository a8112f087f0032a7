// Real tasks out of the pinned packages: a function or a module was removed, or a released fix reverted, and is to be
// written again. What is right, which tests its writer sees and which are kept outside come with it. It runs nothing.
import type { BenchPackage } from "../gate/packages.ts";
import { benchPackages } from "../gate/packages.ts";
import { hiddenTests } from "../gate/project.ts";
import { publishedTree, type Tree } from "../gate/registry.ts";
import { edited, functionsOf, readSource, type SourceFile } from "../gate/source.ts";
import { draw, keyOf } from "../method/draws.ts";

export const taskKinds = ["function", "module", "fix"] as const;
export type TaskKind = (typeof taskKinds)[number];

export interface RealTask {
  /** Also the name of its folder in the mission's repository. */
  readonly id: string;
  readonly kind: TaskKind;
  readonly package: string;
  readonly version: string;
  readonly tree: Tree;
  /** Of the package, with forward slashes. */
  readonly path: string;
  /** What is to be written, as its card names it. */
  readonly subject: string;
  readonly right: string;
  /** What stands there before; null if the file is gone. */
  readonly stub: string | null;
  readonly visible: readonly string[];
  readonly hidden: readonly string[];
}

/** A hole in a file: what is to be written, and what is left without it. */
export type Gap = Pick<RealTask, "path" | "subject" | "right" | "stub">;

/** Their test files are programs of their own, so that `node --test` runs them one by one, from any folder. */
const suited = new Set(["qs", "traverse", "json-stable-stringify", "fast-uri", "minimist", "object-inspect", "path-browserify"]);
const perPackageMax: Readonly<Record<TaskKind, number>> = { function: 12, module: 3, fix: 6 };
/** What is shorter is no task. */
const bodyCharsMin = 120;

export function suitedPackages(): readonly BenchPackage[] {
  return benchPackages.filter(({ name }) => suited.has(name));
}

/** Each named function of the outermost two levels, with the text that is left when its body is gone. */
export function functionGaps(file: SourceFile): readonly Gap[] {
  return functionsOf(file).flatMap(({ name, body, depth }) => {
    if (name === null || depth > 1 || body.end - body.start < bodyCharsMin) return [];
    const text = `{\n\tthrow new Error('${name} is not written yet');\n}`;
    const stub = edited(file.text, [{ start: body.start, end: body.end, text }]);
    return [{ path: file.path, subject: name, right: file.text, stub }];
  });
}

/** Each source file that is not all of the package: it is taken away. */
export function moduleGaps(files: readonly SourceFile[]): readonly Gap[] {
  if (files.length < 2) return [];
  return files.filter(({ text }) => text.length >= bodyCharsMin).map(({ path, text }) => ({ path, subject: path, right: text, stub: null }));
}

/** Each source file that a release changed: it is as it was in the release before. */
export function fixGaps(files: readonly SourceFile[], before: Tree): readonly Gap[] {
  return files.flatMap(({ path, text }) => {
    const stub = before.get(path)?.toString();
    return stub === undefined || stub === text || readSource(path, stub) === null ? [] : [{ path, subject: path, right: text, stub }];
  });
}

/** All that the packages hold, used or not, in an order that the seed decides. */
export async function realTasks(seed: number): Promise<readonly RealTask[]> {
  return (await Promise.all(suitedPackages().map(async (wanted) => tasksOf(wanted, seed)))).flat();
}

async function tasksOf(wanted: BenchPackage, seed: number): Promise<readonly RealTask[]> {
  const { name, version, earlier } = wanted;
  const tree = await publishedTree(wanted, version);
  const files = sourcesIn(wanted, tree);
  const ranked = (kind: TaskKind, gaps: readonly Gap[], of = version, within = tree): readonly RealTask[] => {
    const rank = ({ path, subject }: Gap) => draw(seed, keyOf(`${name} ${of} ${path} ${subject}`));
    return gaps
      .toSorted((left, right) => rank(left) - rank(right))
      .map((gap) => ({ ...gap, ...testsOf(wanted, within), id: "", kind, package: name, version: of, tree: within }));
  };
  const fixes: RealTask[] = [];
  const releases = [...earlier, version].toReversed();
  for (const [at, of] of releases.entries()) {
    const before = releases[at + 1];
    if (before === undefined) break;
    const own = await publishedTree(wanted, of);
    fixes.push(...ranked("fix", fixGaps(sourcesIn(wanted, own), await publishedTree(wanted, before)), of, own));
  }
  const all = [...ranked("function", files.flatMap(functionGaps)), ...ranked("module", moduleGaps(files)), ...fixes];
  return taskKinds.flatMap((kind) => named(all.filter((task) => task.kind === kind).slice(0, perPackageMax[kind])));
}

function named(tasks: readonly RealTask[]): readonly RealTask[] {
  return tasks.map((task, at) => ({ ...task, id: `${task.package}-${task.kind}-${at + 1}` }));
}

/** Half of the test files are the task's checks; the other half is kept outside. */
function testsOf(wanted: BenchPackage, tree: Tree): Pick<RealTask, "visible" | "hidden"> {
  const held = hiddenTests(wanted, tree);
  const tests = [...tree.keys()].filter((path) => wanted.tests.test(path)).toSorted();
  return { visible: tests.filter((path) => !held.has(path)), hidden: tests.filter((path) => held.has(path)) };
}

function sourcesIn(wanted: BenchPackage, tree: Tree): readonly SourceFile[] {
  return [...tree].flatMap(([path, content]) => {
    const file = wanted.sources.test(path) ? readSource(path, content.toString()) : null;
    return file === null ? [] : [file];
  });
}
