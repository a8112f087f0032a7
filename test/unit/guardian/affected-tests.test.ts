// Tests that the gate chooses itself: those that a change can affect, with the project's own runner.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { coveredBy, testsNamedBy } from "../../../src/guardian/checks/covered.ts";
import { findTestRunner } from "../../../src/guardian/checks/test-runner.ts";
import { packageScripts } from "../../../src/guardian/checks/test-scripts.ts";
import { affectedFilesMax } from "../../../src/guardian/checks/tests.ts";
import { runCommand } from "../../../src/guardian/commands/command-runner.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import type { GateInput } from "../../../src/ports/gate.ts";
import { brief, ended, neverAborted, prepare, temporaryFolder, writeTree, type Scene, type Tree } from "./slot.ts";

const check = async (scene: Scene) => createGate().check(await prepare(scene), neverAborted);

/** Runs the command on a tree as it was before the mission, and notes what was asked. */
function baselineOf(tree: Tree, asked: string[] = []): GateInput["baseline"] {
  return async (line) => {
    asked.push(line);
    const directory = await temporaryFolder();
    await writeTree(directory, tree);
    return runCommand({ command: line, directory, timeoutMs: 20_000, outputBytesMax: 100_000 }, neverAborted);
  };
}

const testOf = (name: string, from: string, wanted: number) =>
  `import { test } from "node:test";\nimport assert from "node:assert";\nimport { ${name} } from "${from}";\ntest("${name} is ${wanted}", () => assert.equal(${name}(1), ${wanted}));\n`;

/** `a` is used by `b`, and `b` by `c`; each has a test, and so has `d`, which stands alone. */
const project: Tree = {
  "package.json": '{"name":"app","type":"module","scripts":{"test":"node --test test/*.js"}}',
  "src/a.js": "export const a = (x) => x;\n",
  "src/b.js": 'import { a } from "./a.js";\nexport const b = (x) => a(x) + 1;\n',
  "src/c.js": 'export * from "./b.js";\nimport { b } from "./b.js";\nexport const c = (x) => b(x) + 1;\n',
  "src/d.js": "export const d = (x) => x + 5;\n",
  "test/helper.js": "export const help = 1;\n",
  "test/a.js": testOf("a", "../src/a.js", 1),
  "test/c.js": testOf("c", "../src/c.js", 3),
  "test/d.js": testOf("d", "../src/d.js", 6),
};
const wrong = { "src/a.js": "export const a = (x) => x + 1;\n" };

describe("affected tests", () => {
  test("a test that reaches the change over others finds what no check of the task looks for", async () => {
    const asked: string[] = [];
    const verdict = await check({ before: project, after: wrong, input: { checks: [], baseline: baselineOf(project, asked) } });
    expect(verdict).toMatchObject({ outcome: "refused", stage: "checks" });
    expect(brief(verdict)).toEqual(["checks/command-failed test/a.js:4", "checks/command-failed test/c.js:4"]);
    expect(verdict.findings[1]?.message).toBe('"node --test test/a.js test/c.js" failed (exit 1): c is 3');
    expect(asked).toEqual(["node --test test/a.js test/c.js"]);
  });

  test("a right change passes; what the task's checks run is not run again, and the switch turns it off", async () => {
    const after = { "src/a.js": "export const a = (x) => x * 1;\n" };
    expect(await check({ before: project, after })).toEqual({ outcome: "accepted", findings: [], notes: [] });
    expect(coveredBy(["tape test/*.js"])).toMatchObject({ all: false });
    expect(["test/a.js", "test/deep/a.js"].map(coveredBy(["tape test/*.js"]).has)).toEqual([true, false]);
    const checks = ["node --test test/a.js"];
    const verdict = await check({ before: project, after: wrong, input: { checks, baseline: baselineOf(project) } });
    expect(verdict.findings.map(({ message }) => message)).toEqual(['"node --test test/a.js" failed (exit 1): a is 1']);
    const { settings } = await prepare({});
    const off = await check({ before: project, after: wrong, input: { settings: { ...settings, tests: "off" } } });
    expect(off).toEqual({ outcome: "accepted", findings: [], notes: [] });
  });

  test("a failure of the base does not count, and a new test is held to its own word", async () => {
    const before = { ...project, "test/a.js": testOf("a", "../src/a.js", 9) };
    const after = { "src/a.js": "export const a = (x) => 1 * x;\n", "test/new.js": testOf("a", "../src/a.js", 8).replace("a is", "new is") };
    const verdict = await check({ before, after, input: { baseline: baselineOf(before) } });
    expect(verdict.findings.map(({ message }) => message)).toEqual([expect.stringMatching(/failed \(exit 1\): new is 8$/)]);
    expect(verdict.notes.join()).toContain("1 of its 1 failures are still there");
  });

  test("what the project's own script does not run as a test is none: one for a browser, say", async () => {
    const browser = `${testOf("a", "../../src/a.js", 1)}document.title = "a";\n`;
    const before = { ...project, "test/browser/a.js": browser };
    const after = { "src/a.js": "export const a = (x) => 1 * x;\n", "test/a.js": testOf("a", "../src/a.js", 1).replace("a is", "still, a is") };
    const asked: string[] = [];
    expect(await check({ before, after, input: { baseline: baselineOf(before, asked) } })).toEqual({ outcome: "accepted", findings: [], notes: [] });
    expect(asked).toEqual([]);
    const lost = await check({ before, after: wrong, input: { baseline: baselineOf(before, asked) } });
    expect(lost.findings.map(({ file }) => file)).toEqual(["test/a.js", "test/c.js"]);
    expect(asked).toEqual(["node --test test/a.js test/c.js"]);
  });

  test("what a script names: files, folders and stars; else nothing is left out", () => {
    const all = ["test/a.js", "test/browser/b.js", "spec/c.js"];
    const left = (...commands: string[]) => {
      const isNamed = testsNamedBy(commands.map((command) => command.split(" ")), all);
      return isNamed === null ? "all" : all.filter(isNamed);
    };
    expect(left("tape test/*.js")).toEqual(["test/a.js"]);
    expect(left("nyc mocha -r ts-node/register ./test")).toEqual(["test/a.js", "test/browser/b.js"]);
    expect(left("eslint .", "tape test/**/*.js", "tape spec/c.js")).toEqual(all);
    for (const command of ["jest", "vitest run", "mocha -r ts-node/register", "tape test/*.{js,ts}", "tape nowhere/*.js", "eslint ."]) expect(left(command)).toBe("all");
    expect(left("tape test/*.js", "jest")).toBe("all");
  });

  test("where the base cannot be asked, it warns", async () => {
    const verdict = await check({ before: project, after: wrong });
    expect(verdict.outcome).toBe("accepted");
    expect(verdict.findings.map(({ severity }) => severity)).toEqual(["warning", "warning"]);
    expect(verdict.notes.join()).toContain("could not be found out");
  });

  test("prose affects no test", async () => {
    const input = { baseline: async () => Promise.reject(new Error("must not be asked")) };
    expect((await check({ before: project, after: { "README.md": "x", "docs/a.png": "x" }, input })).outcome).toBe("accepted");
  });

  test("too many for one command: the whole suite if the base ran it quickly, else the nearest", async () => {
    const many = Object.fromEntries(Array.from({ length: affectedFilesMax + 2 }, (_, at) => [`test/many-${at}.js`, "import '../src/a.js'; it('x', () => {});"]));
    const runner = { executable: "#!/bin/sh\necho $# >> log/runs\n" };
    const manifest = '{"scripts":{"test":"mocha test"},"type":"module"}';
    const before = { "src/a.js": "export const a = 1;\n", ...many, "package.json": manifest, "node_modules/.bin/mocha": runner, "log/keep": "", ".gitignore": "log/\n" };
    const runs = async (baseline: GateInput["baseline"]) => {
      const input = await prepare({ before, after: { "src/a.js": "export const a = 2;\n" }, input: { baseline } });
      const { notes } = await createGate().check(input, neverAborted);
      return { notes, runs: await readFile(join(input.directory, "log/runs"), "utf8") };
    };
    expect(await runs(async (line) => ended(line, 0))).toEqual({ notes: [], runs: "1\n" });
    const slow = await runs(async (line) => ({ ...ended(line, 0), durationMs: 15_000 }));
    expect(slow).toEqual({ notes: [`of ${affectedFilesMax + 2} test files that the change can affect, the nearest ${affectedFilesMax} were run`], runs: `${affectedFilesMax}\n` });
  });
});

describe("the whole suite", () => {
  const suite = (script: string): Tree => ({ "package.json": JSON.stringify({ scripts: { test: "node run.js" } }), "run.js": script, "src/a.js": "module.exports = 1;\n" });
  const after = { "src/a.js": "module.exports = 2;\n" };
  const script = "const a = require('./src/a.js'); console.log(a === 1 ? 'fine' : 'not ok 1 - a is one'); process.exit(a === 1 ? 0 : 1);";

  test("runs where no runner is known", async () => {
    const verdict = await check({ before: suite(script), after, input: { baseline: baselineOf(suite(script)) } });
    expect(verdict.findings.map(({ message }) => message)).toEqual(['"npm run test" failed (exit 1): a is one']);
  });

  test("does not run where the base failed to end, took long, or is not to be had: each is told", async () => {
    const notes = async (baseline: GateInput["baseline"]) => (await check({ before: suite(script), after, input: { baseline } })).notes;
    const reason = (text: string) => [`the whole suite was not run, because "npm run test" ${text}`];
    expect(await notes(async () => null)).toEqual(reason("could not be run on the base"));
    expect(await notes(async (line) => ({ ...ended(line, null), timedOut: true }))).toEqual(reason("did not end within 20 s on the base"));
    expect(await notes(async (line) => ({ ...ended(line, 0), durationMs: 9_000 }))).toEqual(reason("took 9 s on the base"));
  });

  test("runs in any case if that is wished, and once", async () => {
    const { settings } = await prepare({});
    const input = { settings: { ...settings, tests: "all" as const }, baseline: async (line: string) => ended(line, 0) };
    const verdict = await check({ before: project, after: wrong, input });
    expect(verdict.findings.map(({ message }) => message)).toEqual([expect.stringMatching(/^"npm run test".*a is 1$/), expect.stringMatching(/^"npm run test".*c is 3$/)]);
    expect((await check({ before: suite("process.exit(0)"), after, input: { ...input, checks: ["npm test"] } })).notes).toEqual([]);
  });

  test("of other languages is found by their files", async () => {
    const pytest = { executable: '#!/bin/sh\n[ -f app.py ] && grep -q broken app.py && echo "FAILED tests/test_app.py::test_it - no" && exit 1\nexit 0\n' };
    const before = { "app.py": "x = 1\n", "tests/test_app.py": "def test_it(): pass\n", ".venv/bin/pytest": pytest, ".gitignore": ".venv/\n" };
    const verdict = await check({ before, after: { "app.py": "x = 'broken'\n" }, input: { baseline: baselineOf(before) } });
    expect(verdict.findings.map(({ message }) => message)).toEqual(['".venv/bin/pytest -q" failed (exit 1): tests/test_app.py::test_it']);
  });
});

describe("the runner", () => {
  const words = async (manifest: object, programs: readonly string[] = []) => {
    const directory = await temporaryFolder();
    const tools = programs.map((name) => [`node_modules/.bin/${name}`, { executable: "" }]);
    await writeTree(directory, { "package.json": JSON.stringify(manifest), ...Object.fromEntries(tools) });
    return (await findTestRunner(directory, await packageScripts(directory)))?.words.join(" ") ?? null;
  };
  const bin = (name: string) => `node_modules/.bin/${name}`;

  test.each([
    ["tsc && vitest --coverage --config ./vite.config.ts", ["vitest"], `${bin("vitest")} run --config ./vite.config.ts --passWithNoTests`],
    ["NODE_ENV=test jest --ci --env=node", ["jest"], `${bin("jest")} --env=node --passWithNoTests --runTestsByPath`],
    ["node --experimental-vm-modules node_modules/jest/bin/jest.js --ci", ["jest"], "node --experimental-vm-modules node_modules/jest/bin/jest.js --passWithNoTests --runTestsByPath"],
    ["cross-env A=1 nyc --all mocha -r ts-node/register --bail 'test/**/*.ts'", ["mocha"], `${bin("mocha")} -r ts-node/register`],
    ["c8 node --import tsx --test --test-reporter=dot src/*.test.ts", [], "node --import tsx --test"],
    ["tsx --test test/*.ts", ["tsx"], `${bin("tsx")} --test`],
    ["bun test --watch", [], "bun test"],
    ["npm run unit", ["tape"], `${bin("tape")}`],
    ["make test", ["ava"], null],
    ["jest", [], null],
    ["echo 'Error: no test specified' && exit 1", [], null],
  ])("of %s", async (script, programs, expected) => {
    expect(await words({ scripts: { test: script, unit: "tape 'test/**/*.js'" } }, programs)).toBe(expected);
  });

  test("is also known by what is installed", async () => {
    expect(await words({ devDependencies: { ava: "1.0.0" } }, ["ava"])).toBe(bin("ava"));
  });

  test("vitest itself runs what reaches the change", async () => {
    const before = {
      "package.json": '{"type":"module","scripts":{"test":"vitest"}}',
      node_modules: { link: resolve("node_modules") },
      "a.ts": "export const a = 1;\n",
      "a.test.ts": 'import { expect, test } from "vitest";\nimport { a } from "./a.ts";\ntest("a", () => { expect(a).toBe(1); });\n',
      "b.test.ts": 'import { test } from "vitest";\ntest("b", () => { throw new Error("not asked"); });\n',
    };
    const baseline = async (line: string) => ended(line, 0);
    const { settings } = await prepare({});
    const input = { baseline, settings: { ...settings, types: "off" as const } };
    const verdict = await check({ before, after: { "a.ts": "export const a = 2;\n" }, input });
    expect(verdict.findings.map(({ file, message }) => [file, message])).toEqual([["a.test.ts", expect.stringContaining("a.test.ts > a")]]);
  });
});

describe("what the task's checks cover", () => {
  test.each([
    ["npm test", true, false],
    ["pnpm run test", true, false],
    ["npx vitest run", true, false],
    ["node --test", true, false],
    ["npm test -- --grep login", false, false],
    ["npx vitest run -t login", false, false],
    ["node --test test/a.test.js", false, true],
    ["npx vitest run ./test", false, true],
    ["npm test -- test/a.test.js", false, true],
    ["npm run lint", false, false],
    ["eslint test", false, false],
  ])("%s", (command, all, file) => {
    const covered = coveredBy([command]);
    expect([covered.all, covered.has("test/a.test.js")]).toEqual([all, file]);
  });
});

test("a new file that nothing imports is no reason to run the whole suite; an old one is", async () => {
  const before = { "package.json": '{ "type": "module", "scripts": { "test": "node --test" } }', "old.js": "export const old = 1;\n", "test/all.test.js": "process.exitCode = 1;\n" };
  const sound = async (command: string) => ({ command, exitCode: 0, timedOut: false, output: "", durationMs: 1 });
  const judged = async (after: Record<string, string>) => (await createGate().check(await prepare({ before, after, input: { baseline: sound } }), neverAborted)).outcome;
  expect(await judged({ "fresh.js": "export const fresh = 1;\n" })).toBe("accepted");
  expect(await judged({ "old.js": "export const old = 2;\n" })).toBe("refused");
});
