// Real tasks out of the pinned packages: one function of a source file has lost its body and is to be written again. What
// is right, which tests its writer sees and which are kept outside comes with it. Deterministic; it runs nothing.
import type { BenchPackage } from "../gate/packages.ts";
import { benchPackages } from "../gate/packages.ts";
import { hiddenTests } from "../gate/project.ts";
import { publishedTree, type Tree } from "../gate/registry.ts";
import { edited, functionsOf, readSource, type SourceFile } from "../gate/source.ts";
import { draw, keyOf } from "../method/draws.ts";

export interface RealTask {
  /** Also the name of its folder in the mission's repository. */
  readonly id: string;
  readonly wanted: BenchPackage;
  readonly tree: Tree;
  /** Of the package, with forward slashes. */
  readonly path: string;
  readonly functionName: string;
  readonly right: string;
  readonly stub: string;
  readonly visible: readonly string[];
  readonly hidden: readonly string[];
}

/** Their test files are programs of their own, so that `node --test` runs them one by one, from any folder. */
const suited = new Set(["qs", "traverse", "json-stable-stringify", "fast-uri", "minimist", "resolve", "object-inspect", "path-browserify"]);
const perPackageMax = 12;
/** What is shorter is no task. */
const bodyCharsMin = 120;

export interface Gap {
  readonly name: string;
  readonly stub: string;
}

/** Each named function of the outermost two levels, with the text that is left when its body is gone. */
export function gapsIn(file: SourceFile): readonly Gap[] {
  return functionsOf(file).flatMap(({ name, body, depth }) => {
    if (name === null || depth > 1 || body.end - body.start < bodyCharsMin) return [];
    const text = `{\n\tthrow new Error('${name} is not written yet');\n}`;
    return [{ name, stub: edited(file.text, [{ start: body.start, end: body.end, text }]) }];
  });
}

/** All that the packages hold, in an order that the seed decides and in which neighbours are of different packages. */
export async function realTasks(seed: number): Promise<readonly RealTask[]> {
  const found = await Promise.all(benchPackages.filter(({ name }) => suited.has(name)).map(async (wanted) => tasksOf(wanted, seed)));
  const rounds = Math.max(...found.map((tasks) => tasks.length));
  return Array.from({ length: rounds }, (_, round) => found.flatMap((tasks) => tasks.slice(round, round + 1))).flat();
}

async function tasksOf(wanted: BenchPackage, seed: number): Promise<readonly RealTask[]> {
  const tree = await publishedTree(wanted, wanted.version);
  const held = hiddenTests(wanted, tree);
  const tests = [...tree.keys()].filter((path) => wanted.tests.test(path)).toSorted();
  const parts = { visible: tests.filter((path) => !held.has(path)), hidden: tests.filter((path) => held.has(path)) };
  const all = [...tree].flatMap(([path, content]) => {
    const file = wanted.sources.test(path) ? readSource(path, content.toString()) : null;
    return file === null ? [] : gapsIn(file).map((gap) => ({ path, right: file.text, gap }));
  });
  const rank = ({ path, gap }: (typeof all)[number]) => draw(seed, keyOf(`${wanted.name} ${path} ${gap.name}`));
  return all
    .toSorted((left, right) => rank(left) - rank(right))
    .slice(0, perPackageMax)
    .map(({ path, right, gap }, at) => ({ id: `${wanted.name}-${at + 1}`, wanted, tree, path, functionName: gap.name, right, stub: gap.stub, ...parts }));
}
