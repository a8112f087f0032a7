// The stand-alone gate on real repositories: what is judged, against what, and what it leaves behind.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { skippableStages } from "../../../src/cli/stages.ts";
import { checkWorkingTree, type GateReport, type GateRequest } from "../../../src/compose/gate.ts";
import { git, never, repositoryWith, temporaryFolder, write } from "../workspace/support.ts";

const adds = "export function add(a, b) {\n  return a + b;\n}\n";
const unlinked = 'import { nothing } from "./add.js";\n\nnothing();\n';
const proof = 'import assert from "node:assert";\nimport test from "node:test";\nimport { add } from "../src/add.js";\n\n';
const tests = `${proof}test("adds", () => assert.equal(add(1, 2), 3));\n`;
const manifest = '{ "type": "module" }\n';
const runTests = "node --test test/add.test.js";

function repository(files: Readonly<Record<string, string>> = {}): string {
  return repositoryWith(path.join(temporaryFolder(), "my repo"), { "package.json": manifest, "src/add.js": adds, ...files });
}

function commit(folder: string, files: Readonly<Record<string, string>>): string {
  write(folder, files);
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message=more");
  return git(folder, "rev-parse", "HEAD");
}

function check(folder: string, more: Partial<GateRequest> = {}, signal = never): Promise<GateReport> {
  const outside = path.dirname(folder);
  return checkWorkingTree(
    {
      folder,
      base: null,
      paths: [],
      checks: [],
      skip: new Set(),
      configDirectory: path.join(outside, "configuration"),
      cacheDirectory: path.join(outside, "cache"),
      environment: {},
      clock: { now: () => Date.now() },
      onStep: () => {},
      ...more,
    },
    signal,
  );
}

const rules = ({ verdict }: GateReport): string[] => verdict.findings.map(({ file, rule }) => `${file ?? ""} ${rule}`);
const paths = ({ files }: GateReport): string[] => files.map((file) => file.path);

describe("what is judged", () => {
  test("uncommitted, staged and untracked work, whatever its name, is refused for what is wrong in it", async () => {
    const folder = repository();
    write(folder, { "src/ü b/[id].js": unlinked.replace("./", "../"), "src/add.js": `${adds}\n` });
    git(folder, "add", "src/add.js");
    const report = await check(folder);
    expect(paths(report)).toEqual(["src/add.js", "src/ü b/[id].js"]);
    expect(report.verdict.outcome).toBe("refused");
    expect(rules(report)).toEqual(["src/ü b/[id].js links/unknown-export"]);
    expect(report.verdict.findings[0]).toMatchObject({ line: 1, column: 10 });
    expect(report.verdict.notes.join("\n")).toContain("types, lint, checks, mutation: links refused before");
  });

  test("problems of the base do not count, its failing tests neither", async () => {
    const folder = repository({ "src/old.js": unlinked, "test/add.test.js": `${tests}test("old", () => assert.fail());\n` });
    write(folder, { "src/old.js": `${unlinked}nothing(2);\n`, "src/add.js": adds.replace("a + b", "b + a") });
    const report = await check(folder, { checks: [runTests] });
    expect(rules(report)).toEqual([]);
    expect(report.verdict.outcome).toBe("accepted");
    expect(report.verdict.notes.join("\n")).toContain("already failed");
  });

  test("a command that newly fails refuses", async () => {
    const folder = repository({ "test/add.test.js": tests });
    write(folder, { "src/add.js": adds.replace("+", "-") });
    const report = await check(folder, { checks: [runTests] });
    expect(report.verdict).toMatchObject({ outcome: "refused", stage: "checks" });
    expect(report.stages.map(({ name, outcome }) => `${name} ${outcome}`)).toContain("checks refused");
  });

  test("configured commands are run, from the nearest opencode.toml", async () => {
    const toml = '[orchestrator]\ncommands.checks = ["node packages/a/index.js"]\n';
    const folder = repository({ "packages/a/opencode.toml": toml, "packages/a/index.js": adds });
    write(folder, { "packages/a/index.js": "process.exit(1);\n" });
    expect((await check(folder)).verdict.outcome).toBe("accepted");
    const inside = path.join(folder, "packages", "a");
    const report = await check(inside, { cacheDirectory: path.join(folder, "..", "cache") });
    expect(report.verdict).toMatchObject({ outcome: "refused", stage: "checks" });
  });

  test("stages can be left out, and the report says so", async () => {
    const folder = repository();
    write(folder, { "src/new.js": unlinked });
    const report = await check(folder, { skip: new Set(["links"]) });
    expect(report.verdict.outcome).toBe("accepted");
    expect(report.verdict.notes).toContain("links: left out as you asked");
    expect(report.stages.map(({ name }) => name)).toEqual(skippableStages());
  });

  test("submodules and what the orchestrator keeps are left to their owner", async () => {
    const folder = repository();
    const base = git(folder, "rev-parse", "HEAD");
    const other = repositoryWith(path.join(folder, "..", "other"), { a: "a" });
    git(folder, "submodule", "--quiet", "add", other, "lib");
    commit(folder, { ".opencode/orchestrator/rules/mine.yml": "id: mine\n", "src/more.js": adds });
    const report = await check(folder, { base });
    expect(paths(report)).toEqual([".gitmodules", "src/more.js"]);
    expect(report.verdict.outcome).toBe("accepted");
    const notes = report.verdict.notes.join("\n");
    expect(notes).toContain("lib: it is a submodule");
    expect(notes).toContain(".opencode/orchestrator/rules/mine.yml: it belongs to the orchestrator itself");
  });

  test("what a merge left in conflict is found", async () => {
    const folder = repository();
    git(folder, "checkout", "--quiet", "-b", "other");
    commit(folder, { "src/add.js": adds.replace("a + b", "b + a") });
    git(folder, "checkout", "--quiet", "main");
    commit(folder, { "src/add.js": adds.replace("a + b", "1 + a + b") });
    expect(() => git(folder, "merge", "other")).toThrow();
    expect(rules(await check(folder))).toContain("src/add.js syntax/conflict-marker");
  });
});

describe("what it is compared with", () => {
  test("a clean tree on a branch: where the branch left the default branch", async () => {
    const folder = repository();
    const left = git(folder, "rev-parse", "HEAD");
    git(folder, "checkout", "--quiet", "-b", "feature");
    commit(folder, { "src/one.js": adds });
    commit(folder, { "src/two.js": adds });
    git(folder, "checkout", "--quiet", "main");
    commit(folder, { "src/later.js": adds });
    git(folder, "checkout", "--quiet", "feature");
    const report = await check(folder);
    expect(report.base).toEqual({ commit: left, kind: "branch", text: `${left.slice(0, 10)}, where HEAD left main` });
    expect(paths(report)).toEqual(["src/one.js", "src/two.js"]);
  });

  test("a clean tree on the default branch: the commit before", async () => {
    const folder = repository();
    const parent = git(folder, "rev-parse", "HEAD");
    commit(folder, { "src/one.js": adds });
    const report = await check(folder);
    expect(report.base).toMatchObject({ commit: parent, kind: "parent" });
    expect(paths(report)).toEqual(["src/one.js"]);
  });

  test("the first commit, and files before any commit: nothing", async () => {
    const folder = repository();
    const first = await check(folder);
    expect(first.base.kind).toBe("nothing");
    expect(paths(first)).toEqual(["package.json", "src/add.js"]);
    const unborn = path.join(temporaryFolder(), "unborn");
    mkdirSync(unborn);
    git(unborn, "init", "--quiet");
    write(unborn, { "package.json": manifest, "add.js": adds, "bad.js": unlinked });
    const report = await check(unborn);
    expect(report.base).toMatchObject({ kind: "nothing", text: "nothing: there is no commit yet" });
    expect(rules(report)).toEqual(["bad.js links/unknown-export"]);
  });

  test("--base: what has changed since HEAD left it, on a detached HEAD too", async () => {
    const folder = repository();
    const left = git(folder, "rev-parse", "HEAD");
    commit(folder, { "src/theirs.js": adds });
    git(folder, "checkout", "--quiet", "--detach", left);
    write(folder, { "src/mine.js": adds });
    const report = await check(folder, { base: "main" });
    expect(report.base).toEqual({ commit: left, kind: "given", text: `${left.slice(0, 10)}, where HEAD left main` });
    expect(paths(report)).toEqual(["src/mine.js"]);
    expect((await check(folder, { base: "HEAD" })).base.text).toBe(`HEAD (${left.slice(0, 10)})`);
    git(folder, "clean", "--quiet", "--force", "-d");
    expect((await check(folder, { base: "HEAD" })).files).toEqual([]);
  });

  test.each(["nowhere", "--upload-pack=touch x", "", "a..b", "HEAD:src/add.js"])("--base %j is refused", async (base) => {
    await expect(check(repository(), { base })).rejects.toMatchObject({ kind: "base-unknown" });
  });

  test("a shallow clone without the commit before says so instead of judging everything", async () => {
    const folder = repository();
    commit(folder, { "src/one.js": adds });
    const clone = path.join(folder, "..", "clone");
    git(folder, "clone", "--quiet", "--depth=1", `file://${folder}`, clone);
    await expect(check(clone)).rejects.toMatchObject({ kind: "base-unknown", hint: expect.stringContaining("fetch-depth: 0") });
  });
});

describe("paths", () => {
  const changed = (): string => {
    const folder = repository({ "src/gone.js": adds, "src/[id].js": adds, "src/i.js": adds, ".gitignore": "out/\n" });
    rmSync(path.join(folder, "src", "gone.js"));
    write(folder, { "src/bad.js": unlinked, "lib/a b.js": adds, "src/[id].js": `${adds}\n`, "src/i.js": `${adds}\n`, "out/x.js": "" });
    return folder;
  };

  test.each<[readonly string[], readonly string[]]>([
    [["lib"], ["lib/a b.js"]],
    [["src/[id].js"], ["src/[id].js"]],
    [["src/gone.js", "./lib/a b.js"], ["lib/a b.js", "src/gone.js"]],
    [["src/*o*.js"], ["src/gone.js"]],
    [[":!src"], ["lib/a b.js"]],
    [["package.json"], []],
  ])("%j", async (named, judged) => {
    const report = await check(changed(), { paths: named });
    expect(paths(report)).toEqual(judged);
    expect(report.verdict.outcome).toBe("accepted");
  });

  test("are relative to the folder that the user is in", async () => {
    const folder = changed();
    const inside = path.join(folder, "lib");
    const where = { cacheDirectory: path.join(folder, "..", "cache") };
    expect(paths(await check(inside, { ...where, paths: ["a b.js"] }))).toEqual(["lib/a b.js"]);
    expect(paths(await check(inside, { ...where, paths: ["../src/i.js", path.join(folder, "lib")] }))).toEqual(["lib/a b.js", "src/i.js"]);
  });

  test("that git ignores are told", async () => {
    const report = await check(changed(), { paths: ["out/x.js"] });
    expect(report.verdict.notes).toContain("out/x.js: git ignores it");
  });

  test.each(["src/nowhere.js", "*.nothing", "../outside.js", ".."])("%s is refused", async (named) => {
    await expect(check(changed(), { paths: [named] })).rejects.toMatchObject({ kind: "path-unknown" });
  });
});

describe("what it leaves behind", () => {
  test("index, HEAD, files and refs stay; no lock is left, and nothing of a command", async () => {
    const folder = repository({ "a.txt": "a\n" });
    write(folder, { "a.txt": "staged\n", "src/new.js": adds });
    git(folder, "add", "a.txt");
    const state = (): unknown => [
      readFileSync(path.join(folder, ".git", "index")).toString("base64"),
      git(folder, "show-ref"),
      git(folder, "status", "--porcelain"),
      readdirSync(folder).sort(),
    ];
    const before = state();
    await check(folder, { checks: ["touch made-by-command"] });
    expect(state()).toEqual(before);
    const cache = path.join(folder, "..", "cache");
    expect(readdirSync(cache, { recursive: true }).filter((name) => String(name).endsWith(".lock"))).toEqual([]);
    expect(execFileSync("git", ["fsck", "--no-dangling"], { cwd: folder, encoding: "utf8", stdio: "pipe" })).toBe("");
  });

  test("interrupted in a command: everything that it started is ended, and the slots are free", async () => {
    const folder = repository();
    const marks = path.join(folder, "..", "marks");
    mkdirSync(marks);
    const beats = `import { writeFileSync } from "node:fs";\nsetInterval(() => writeFileSync(${JSON.stringify(path.join(marks, "beat"))}, String(performance.now())), 5);\n`;
    write(folder, { "slow.js": beats });
    const controller = new AbortController();
    const onStep: GateRequest["onStep"] = (step) => {
      if (step === "checks") void waitFor(path.join(marks, "beat")).then(() => controller.abort());
    };
    await expect(check(folder, { checks: ["node slow.js"], onStep }, controller.signal)).rejects.toMatchObject({ kind: "aborted" });
    // In a namespace of its own a process has another number there than here, so it is known by its beats.
    const beat = readFileSync(path.join(marks, "beat"), "utf8");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(readFileSync(path.join(marks, "beat"), "utf8")).toBe(beat);
    const cache = path.join(folder, "..", "cache");
    expect(readdirSync(cache, { recursive: true }).filter((name) => String(name).endsWith(".lock"))).toEqual([]);
  });
});

/** Until a file with contents is there; the test's own deadline bounds it. */
async function waitFor(file: string): Promise<void> {
  while (!existsSync(file) || readFileSync(file, "utf8") === "") await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("what cannot be done", () => {
  test("outside of a repository", async () => {
    await expect(check(temporaryFolder())).rejects.toMatchObject({ kind: "not-a-repository" });
  });

  test("in a bare repository", async () => {
    const folder = path.join(temporaryFolder(), "bare.git");
    mkdirSync(folder);
    git(folder, "init", "--quiet", "--bare");
    await expect(check(folder)).rejects.toMatchObject({ kind: "not-a-directory" });
  });

  test("with a configuration that is wrong, told with line and column", async () => {
    const folder = repository({ "opencode.toml": "[orchestrator]\nslotz = 3\n" });
    await expect(check(folder)).rejects.toMatchObject({
      kind: "config-invalid",
      message: expect.stringContaining(`${path.join(folder, "opencode.toml")}:2:1: unknown key "slotz"`),
    });
  });

  test("with a command that needs a shell", async () => {
    await expect(check(repository(), { checks: ["npm test | tail"] })).rejects.toMatchObject({ kind: "command-refused" });
  });

  test("a folder that is reached by a link is the folder itself", async () => {
    const folder = repository();
    write(folder, { "src/new.js": adds });
    const link = path.join(folder, "..", "link");
    symlinkSync(folder, link);
    const report = await check(link, { paths: ["src/new.js"] });
    expect(report.root).toBe(folder);
    expect(paths(report)).toEqual(["src/new.js"]);
  });
});
