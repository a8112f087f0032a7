// Right changes that a package's own authors made: its files as they were added, and its updates from version to version.
import type { Random } from "../../test/support/random.ts";
import type { Files } from "./candidate.ts";
import type { Case } from "./judge.ts";
import type { BenchPackage } from "./packages.ts";
import { publishedTree, type Tree } from "./registry.ts";
import { shuffled } from "./source.ts";

export interface RightCase extends Case {
  readonly kind: string;
  /** What the package then is, as changes to it as published; the suite must pass on it. */
  readonly final: Files;
}

/** Each file of the package is gone from the base, and added again. */
export function readdedFiles(wanted: BenchPackage, tree: Tree, random: Random): readonly RightCase[] {
  const paths = [...tree.keys()].filter((path) => wanted.sources.test(path) || wanted.tests.test(path) || /\.(?:d\.[cm]?ts|md)$/.test(path));
  return shuffled(paths, random).map((path) => ({
    kind: wanted.tests.test(path) ? "test file added" : path.endsWith(".md") ? "document added" : "source file added",
    base: new Map([[path, null]]),
    files: new Map([[path, textOf(tree, path)]]),
    final: new Map(),
  }));
}

/** From one published version to the next, as a whole and file by file. */
export async function updates(wanted: BenchPackage, tree: Tree): Promise<readonly RightCase[]> {
  const found: RightCase[] = [];
  const versions = [...wanted.earlier, wanted.version];
  for (const [at, version] of wanted.earlier.entries()) {
    const next = versions[at + 1] ?? wanted.version;
    const [old, young] = [await publishedTree(wanted, version), await publishedTree(wanted, next)];
    const base = differences(tree, old);
    const files = differences(old, young);
    if (files.size === 0) continue;
    const final = differences(tree, young);
    found.push({ kind: "update as a whole", base, files, final });
    if (files.size === 1) continue;
    for (const [path, text] of files) {
      if (!wanted.sources.test(path) && !wanted.tests.test(path)) continue;
      found.push({ kind: "update of one file", base, files: new Map([[path, text]]), final: laid(tree, base, path, text) });
    }
  }
  return found;
}

/** The manifest stays as it is: what tests need was pinned for the newest version. */
export function differences(from: Tree, to: Tree): Files {
  const found = new Map<string, string | null>();
  for (const path of [...new Set([...from.keys(), ...to.keys()])].toSorted()) {
    if (path === "package.json" || isBinary(from.get(path)) || isBinary(to.get(path))) continue;
    const [before, after] = [from.get(path)?.toString() ?? null, to.get(path)?.toString() ?? null];
    if (before !== after) found.set(path, after);
  }
  return found;
}

function laid(tree: Tree, base: Files, path: string, text: string | null): Files {
  const final = new Map(base);
  if ((tree.get(path)?.toString() ?? null) === text) final.delete(path);
  else final.set(path, text);
  return final;
}

function isBinary(content: Buffer | undefined): boolean {
  return content?.includes(0) ?? false;
}

function textOf(tree: Tree, path: string): string | null {
  return tree.get(path)?.toString() ?? null;
}
