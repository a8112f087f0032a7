import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { walkSlot } from "../../../src/guardian/files/slot-walk.ts";
import { temporaryFolder, writeTree, type Tree } from "./slot.ts";

/** What git itself would see, with no rules but the tree's own. */
async function seenByGit(folder: string): Promise<readonly string[]> {
  const run = promisify(execFile);
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  await run("git", ["init", "-q"], { cwd: folder, env });
  const { stdout } = await run("git", ["ls-files", "-z", "--others", "--exclude-per-directory=.gitignore"], { cwd: folder, env });
  return stdout.split("\0").filter((path) => path !== "").toSorted();
}

/** What git sees of a tree, packages left out, and what the walk does. */
async function bothSee(tree: Tree): Promise<{ readonly git: readonly string[]; readonly walk: readonly string[] }> {
  const folder = await temporaryFolder();
  await writeTree(folder, tree);
  const git = (await seenByGit(folder)).filter((path) => !path.split("/").includes("node_modules"));
  return { git, walk: (await walkSlot(folder)).paths.toSorted() };
}

describe("walkSlot sees what git sees", () => {
  test("with the rules that projects use", async () => {
    const { git, walk } = await bothSee({
      ".gitignore": "# comment\nnode_modules/\ndist\n/root.txt\n*.py[co]\n!kept.pyc\ndocs/*.tmp\n**/cache/\nfolder/**/deep\n\\#hash\nspaced.txt  \nlogs/\n!logs/kept.log\n[Bb]in/\n",
      "a.ts": "",
      "root.txt": "",
      "sub/root.txt": "",
      "dist/a.js": "",
      "sub/dist": "",
      "a.pyc": "",
      "a.pyo": "",
      "a.pyd": "",
      "kept.pyc": "",
      "docs/a.tmp": "",
      "docs/sub/a.tmp": "",
      "x/cache/a": "",
      "x/cached/a": "",
      "folder/a/b/deep": "",
      "folder/deep": "",
      "#hash": "",
      "spaced.txt": "",
      "logs/kept.log": "",
      "Bin/x": "",
      "bin/x": "",
      "rabin/x": "",
      "sub/.gitignore": "*.ts\n!important.ts\n/local\n",
      "sub/b.ts": "",
      "sub/important.ts": "",
      "sub/local": "",
      "sub/deeper/local": "",
      "sub/deeper/c.ts": "",
      "node_modules/p/index.js": "",
      "sub/node_modules/p/index.js": "",
      "link": { link: "a.ts" },
      "dangling": { link: "nowhere" },
    });
    expect(walk).toEqual(git);
    expect(walk).toContain("kept.pyc");
  });

  test("with rules put together at random", async () => {
    const part = fc.constantFrom("a", "b", "*", "**", "a*", "?");
    const rule = fc
      .tuple(fc.constantFrom("", "", "!"), fc.constantFrom("", "/"), fc.array(part, { minLength: 1, maxLength: 3 }), fc.constantFrom("", "/"))
      .map(([not, first, parts, last]) => `${not}${first}${parts.join("/")}${last}`);
    const path = fc.array(fc.constantFrom("a", "b", "ab", "c"), { minLength: 1, maxLength: 3 }).map((parts) => [...parts, "f"].join("/"));
    await fc.assert(
      fc.asyncProperty(fc.array(rule, { maxLength: 4 }), fc.uniqueArray(path, { maxLength: 6 }), async (rules, paths) => {
        const { git, walk } = await bothSee({ ".gitignore": rules.join("\n"), ...Object.fromEntries(paths.map((name) => [name, ""])) });
        expect(walk).toEqual(git);
      }),
      { numRuns: 40 },
    );
  });

  test("ends at its limit, and says so", async () => {
    const folder = await temporaryFolder();
    await writeTree(folder, { a: "", b: "", c: "" });
    expect(await walkSlot(folder, 2)).toEqual({ paths: ["a", "b"], complete: false });
    expect((await walkSlot(folder, 3)).complete).toBe(true);
  });
});
