import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createGate, findingsMax } from "../../../src/guardian/gate.ts";
import { failingNames, plainOutput } from "../../../src/guardian/commands/test-output.ts";
import { runCommand } from "../../../src/guardian/commands/command-runner.ts";
import type { GateInput } from "../../../src/ports/gate.ts";
import { brief, ended, neverAborted, prepare, temporaryFolder, writeTree, type Scene, type Tree } from "./slot.ts";

const check = async (scene: Scene) => createGate().check(await prepare(scene), neverAborted);

const project: Tree = { "package.json": '{"name":"app","type":"module"}', "src/add.js": "export const add = (a, b) => a + b;\n" };
const testsOfAdd = `import { test } from "node:test";
import assert from "node:assert/strict";
import { add } from "../src/add.js";
test("adds two numbers", () => {
  assert.equal(add(1, 2), 3);
});
test("keeps zero", () => {
  assert.equal(add(0, 0), 0);
});
test("was always broken", () => {
  assert.equal(add(1, 1), 3);
});
`;
const command = "node --test test/add.test.js";
const broken = { "src/add.js": "export const add = (a, b) => a - b;\n" };

/** Runs the command on a tree as it was before the mission, as the runtime does. */
function baselineOf(tree: Tree): GateInput["baseline"] {
  return async (line) => {
    const directory = await temporaryFolder();
    await writeTree(directory, tree);
    return runCommand({ command: line, directory, timeoutMs: 20_000, outputBytesMax: 100_000 }, neverAborted);
  };
}

describe("checks", () => {
  test("a command that succeeds is asked nothing more", async () => {
    const verdict = await check({
      before: project,
      after: { "test/ok.test.js": 'import { test } from "node:test"; test("ok", () => process.cwd());' },
      input: { checks: ["node --test test/ok.test.js"], baseline: async () => Promise.reject(new Error("must not be asked")) },
    });
    expect(verdict.outcome).toBe("accepted");
  });

  test("only failures that the base did not have count, each with its place and reason", async () => {
    const before = { ...project, "test/add.test.js": testsOfAdd };
    const verdict = await check({ before, after: broken, input: { checks: [command], baseline: baselineOf(before) } });
    expect(verdict).toMatchObject({ outcome: "refused", stage: "checks" });
    expect(brief(verdict)).toEqual(["checks/command-failed test/add.test.js:5"]);
    const [found] = verdict.findings;
    expect(found?.message).toBe(`"${command}" failed (exit 1): adds two numbers`);
    expect(found?.excerpt).toContain("-1 !== 3");
    expect(found?.excerpt?.split("\n").length).toBeLessThanOrEqual(7);
    expect(found?.excerpt).not.toContain("guardian test-");
    expect(verdict.notes.join()).toContain("already failed before");
  });

  test("old failures alone are accepted with a note", async () => {
    const before = { ...project, "test/add.test.js": testsOfAdd };
    const verdict = await check({ before, after: { "a.txt": "x" }, input: { checks: [command], baseline: baselineOf(before) } });
    expect(verdict.outcome).toBe("accepted");
    expect(verdict.notes.join()).toContain("already failed before: 1 of its 1 failures are still there");
  });

  test("a test file that cannot even be loaded shows why", async () => {
    const after = { "test/add.test.js": 'const name = ["read", "FileSynch"].join("");\n(await import("node:fs"))[name]();\n' };
    const verdict = await check({ before: project, after, input: { checks: [command] } });
    expect(brief(verdict)).toEqual(["checks/command-failed test/add.test.js:2"]);
    expect(verdict.findings[0]?.excerpt).toContain("is not a function");
    expect(verdict.notes.join()).toContain("could not be found out");
  });

  test("where no failure can be told apart, the exit code is compared", async () => {
    const before = { "check.js": "console.log('nothing known'); process.exit(3)" };
    const input = { checks: ["node check.js"], baseline: baselineOf(before) };
    const same = await check({ before, after: { "a.txt": "x" }, input });
    expect(same.outcome).toBe("accepted");
    expect(same.notes.join()).toContain("as it did before; ");
    const other = await check({ before, after: { "check.js": "console.log('worse'); process.exit(4)" }, input });
    expect(other.findings[0]).toMatchObject({ message: '"node check.js" failed (exit 4).', excerpt: "worse" });
  });

  test("the same exit code for another reason is a new failure; numbers and folders are no reason", async () => {
    const before = { "check.js": "import('./add.js').then(({ add }) => process.exit(add(1, 2) === 3 ? 0 : 1)).catch((error) => { console.error(error.code, __filename, Date.now()); process.exit(1); });" };
    const input = { checks: ["node check.js"], baseline: baselineOf(before) };
    expect(brief(await check({ before, after: { "add.js": "exports.add = (a, b) => a - b;\n" }, input }))).toEqual(["checks/command-failed -"]);
    expect((await check({ before, after: { "b.txt": "x" }, input })).outcome).toBe("accepted");
    expect((await check({ before, after: { "add.js": "exports.add = (a, b) => a + b;\n" }, input })).outcome).toBe("accepted");
  });

  test("a command that hangs is ended and told, even if it hung before", async () => {
    const before = { "hang.js": "console.log('waiting'); setInterval(() => {}, 1000)" };
    const verdict = await check({
      before,
      after: { "a.txt": "x" },
      input: { checks: ["node hang.js"], limits: { checkMs: 1_500, checkOutputBytesMax: 1000 }, baseline: async (line) => ended(line, null) },
    });
    expect(brief(verdict)).toEqual(["checks/timeout -"]);
    expect(verdict.findings[0]?.message).toContain("did not end within 2 s");
  });

  test("a command that prints without end is ended and told", async () => {
    const before = { "flood.js": "for (;;) process.stdout.write('y\\n'.repeat(20000));" };
    const limits = { checkMs: 20_000, checkOutputBytesMax: 1000 };
    const verdict = await check({ before, after: { "a.txt": "x" }, input: { checks: ["node flood.js"], limits } });
    expect(brief(verdict)).toEqual(["checks/output-overflow -"]);
    expect(verdict.findings[0]?.message).toBe('"node flood.js" printed more than 16 MB and was ended. Look for a loop that prints without end.');
  });

  test("all failing commands of the stage are told, each once", async () => {
    const before = { "a.js": "process.exit(1)", "b.js": "throw new Error('why')" };
    const verdict = await check({ before, after: { "c.txt": "x" }, input: { checks: ["node a.js", "node b.js", "node a.js"] } });
    expect(verdict.findings.map(({ message }) => message)).toEqual(['"node a.js" failed (exit 1).', '"node b.js" failed (exit 1).']);
    expect(verdict.findings[1]).toMatchObject({ file: "b.js", line: 1, excerpt: expect.stringContaining("Error: why") });
  });

  test("long values are shown from where they differ", async () => {
    const long = (end: string) => JSON.stringify(`${Array.from({ length: 30 }, (_, at) => `line ${at}`).join("\n")}\n${end}`);
    const tests = `const assert = require("node:assert"); const { test } = require("node:test");
test("text", () => assert.equal(${long("one\ntwo\nthree")}, ${long("two")}));
test("shorter", () => assert.equal("one", "one\\ntwo"));
test("values", () => assert.deepEqual({ a: 1, b: { c: 2 } }, { a: 1, b: { c: 3 } }));
test("short", () => assert.equal(1, 2));
`;
    const checks = ["node --test --test-reporter=tap a.test.js"];
    const verdict = await check({ before: {}, after: { "a.test.js": tests }, input: { checks } });
    const [text, shorter, values, short] = verdict.findings.map(({ excerpt }) => excerpt?.split("\n").map((line) => line.trim()));
    expect(text).toEqual(["not ok 1 - text", "expected, from line 31:", "two", "actual, from line 31:", "one", "two", expect.stringContaining("a.test.js:2")]);
    expect(shorter).toEqual(["not ok 2 - shorter", "expected, from line 2:", "two", "actual, from line 2:", "(nothing more)", expect.stringContaining("a.test.js:3")]);
    expect(values?.join(" ")).toMatch(/expected, from line \d: .*3 actual, from line \d: .*2/);
    expect(short).toEqual(expect.arrayContaining(["expected: 2", "actual: 1"]));
  });

  test("many failures are told in few findings", async () => {
    const lines = Array.from({ length: 300 }, (_, at) => `console.log("not ok ${at} - case number ${at} of many");`).join("\n");
    const verdict = await check({ before: { "a.js": `${lines}\nprocess.exit(1)` }, after: { "c.txt": "x" }, input: { checks: ["node a.js"] } });
    expect(verdict.findings).toHaveLength(6);
    expect(verdict.findings.at(-1)?.message).toContain("295 more fail");
  });

  test("a command that is none is a finding", async () => {
    const verdict = await check({ after: { "c.txt": "x" }, input: { checks: ["node a.js && node b.js"] } });
    expect(brief(verdict)).toEqual(["checks/command-refused -"]);
  });
});

describe("one rerun", () => {
  /** Prints what stands in the table for the first run, and for the second. */
  const runs = (first: string, second: string) => ({
    ".gitignore": "log/\n",
    "log/keep": "",
    "a.js": `const fs = require("node:fs");
      const again = fs.existsSync("log/ran");
      fs.writeFileSync("log/ran", "");
      const lines = (again ? ${JSON.stringify(second)} : ${JSON.stringify(first)}).split("|").filter(Boolean);
      for (const line of lines) console.log(line === "?" ? "strange" : "not ok 1 - " + line);
      process.exit(lines.length === 0 ? 0 : 1);`,
  });
  const judged = async (first: string, second: string, before = "") => {
    const baseline = async (line: string) => ended(line, before === "" ? 0 : 1, before);
    const verdict = await check({ before: runs(first, second), after: { "c.txt": "x" }, input: { checks: ["node a.js"], baseline } });
    return { failing: verdict.findings.map(({ message }) => message.replace(/^.*?\): /, "")), notes: verdict.notes };
  };
  const flaky = (names: string) => [`flaky, so not held against the change: "node a.js" failed, and succeeded when it was run again${names}`];

  test("tells what is flaky from what is broken", async () => {
    expect(await judged("one", "")).toEqual({ failing: [], notes: flaky(": one") });
    expect(await judged("one|two", "two")).toEqual({ failing: ["two"], notes: flaky(": one") });
    expect(await judged("one", "one")).toEqual({ failing: ["one"], notes: [] });
    expect(await judged("?", "")).toEqual({ failing: [], notes: flaky("") });
  });

  test("other failures, or none that can be told, do not make the first ones flaky", async () => {
    expect((await judged("one", "two")).failing).toEqual(["one"]);
    expect((await judged("one", "?")).failing).toEqual(["one"]);
    expect((await judged("?", "one")).failing).toHaveLength(1);
    expect((await judged("old|one", "old", "not ok 1 - old")).failing).toEqual([]);
    expect((await judged("old|one", "old|two", "not ok 1 - old")).failing).toEqual(["one"]);
  });

  test("is not made of a run that took most of its deadline", async () => {
    const script = "require('node:fs').appendFileSync('log/runs', 'x'); setTimeout(() => process.exit(1), 700);";
    const before = { ".gitignore": "log/\n", "log/keep": "", "slow.js": script };
    const input = await prepare({ before, after: { "c.txt": "x" }, input: { checks: ["node slow.js"], limits: { checkMs: 1_300, checkOutputBytesMax: 1_000 } } });
    expect(await createGate().check(input, neverAborted)).toMatchObject({ outcome: "refused" });
    expect(await readFile(join(input.directory, "log/runs"), "utf8")).toBe("x");
  });
});

describe("proof", () => {
  const proving = { "src/new.js": "export const x = 1;", "test/new.test.js": 'import { test } from "node:test";\nimport { x } from "../src/new.js";\ntest("x", () => { if (x !== 1) throw new Error("x is wrong"); });\n' };
  const proof = "node --test test/new.test.js";

  test("fails before and succeeds after", async () => {
    expect((await check({ before: project, after: proving, input: { proof, baseline: baselineOf(project) } })).outcome).toBe("accepted");
  });

  test("one that fails on the change is told like a check", async () => {
    const verdict = await check({ before: project, after: { ...proving, "src/new.js": "export const x = 2;" }, input: { proof, baseline: baselineOf(project) } });
    expect(verdict).toMatchObject({ outcome: "refused", stage: "proof" });
    expect(brief(verdict)).toEqual(["proof/command-failed test/new.test.js:3"]);
  });

  test("one that succeeds before proves nothing", async () => {
    const before = { ...project, "a.js": "" };
    const verdict = await check({ before, after: proving, input: { proof: "node a.js", baseline: baselineOf(before) } });
    expect(brief(verdict)).toEqual(["proof/proves-nothing -"]);
  });

  test("is asked of what was before with the change's own tests, so that a missing file proves nothing", async () => {
    const vacuous = { ...proving, "test/new.test.js": 'import { test } from "node:test";\nimport assert from "node:assert";\ntest("x", () => assert.equal(1 + 1, 2));\n' };
    const before = { ...project, "test/old.test.js": "" };
    const judge = async (after: Tree) => {
      const directory = await temporaryFolder();
      await writeTree(directory, before);
      const asked: (readonly string[] | undefined)[] = [];
      const baseline: GateInput["baseline"] = async (line, kept) => {
        asked.push(kept);
        await writeTree(directory, Object.fromEntries((kept ?? []).map((path) => [path, after[path] ?? ""])));
        const limits = { checkMs: 20_000, checkOutputBytesMax: 100_000, network: "off" } as const;
        return createGate().run(directory, line, limits, neverAborted);
      };
      return { verdict: await check({ before, after, input: { proof, baseline } }), asked };
    };
    expect(await judge(proving)).toMatchObject({ verdict: { outcome: "accepted" }, asked: [["test/new.test.js"]] });
    expect(brief((await judge(vacuous)).verdict)).toEqual(["proof/proves-nothing -"]);
    const testsOnly = await judge({ "test/new.test.js": vacuous["test/new.test.js"] });
    expect(testsOnly.verdict.outcome).toBe("accepted");
    expect(testsOnly.verdict.notes.join()).toContain("nothing but tests was changed");
  });

  test("without a baseline it is taken at its word, with a note", async () => {
    const verdict = await check({ before: project, after: proving, input: { proof } });
    expect(verdict.outcome).toBe("accepted");
    expect(verdict.notes.join()).toContain("could not be found out");
  });

  test("a command that is check and proof runs once", async () => {
    const before = { "count.js": "require('node:fs').appendFileSync('log/count', 'x')", ".gitignore": "log/", "log/keep": "" };
    const input = await prepare({ before, after: { "c.txt": "x" }, input: { checks: ["node count.js"], proof: "node count.js" } });
    await createGate().check(input, neverAborted);
    expect(await readFile(join(input.directory, "log/count"), "utf8")).toBe("x");
  });
});

describe("the gate as a whole", () => {
  test("ends at the first stage that refuses", async () => {
    const verdict = await check({ after: { "a.ts": "const = 1;" }, input: { checks: ["node -e 0"], writes: ["b.ts"] } });
    expect(verdict).toMatchObject({ outcome: "refused", stage: "scope" });
    expect(verdict.findings.every(({ stage }) => stage === "scope")).toBe(true);
  });

  test("bounds its findings", async () => {
    const after = Object.fromEntries(Array.from({ length: findingsMax + 5 }, (_, at) => [`f${at}.ts`, "const = 1;"]));
    expect((await check({ after })).findings).toHaveLength(findingsMax);
  });

  test("an empty change is accepted", async () => {
    expect(await check({})).toEqual({ outcome: "accepted", findings: [], notes: [] });
  });

  test("leaves nothing behind that git would see, and tells what it cannot mend", async () => {
    const before = {
      ".gitignore": "coverage/\n*.py[co]\n",
      "kept.txt": "old",
      "litter.js": `const fs = require("node:fs");
        for (const folder of ["coverage", "reports/deep"]) fs.mkdirSync(folder, { recursive: true });
        for (const file of ["coverage/x", "reports/deep/y.xml", "snapshot", "a.pyc"]) fs.writeFileSync(file, "x");
        fs.writeFileSync("kept.txt", "overwritten");`,
    };
    const input = await prepare({ before, after: { "c.txt": "x" }, input: { checks: ["node litter.js"] } });
    const verdict = await createGate().check(input, neverAborted);
    expect(verdict.outcome).toBe("accepted");
    expect(verdict.notes).toEqual(["the commands changed files of the repository: kept.txt"]);
    expect((await readdir(input.directory)).filter((name) => name !== "reports").toSorted()).toEqual([".gitignore", "a.pyc", "c.txt", "coverage", "kept.txt", "litter.js"]);
    expect(await readdir(join(input.directory, "reports/deep"))).toEqual([]);
  });

  test("abort is thrown, before and during commands", async () => {
    const input = await prepare({ before: { "hang.js": "setInterval(() => {}, 1000)" }, after: { "c.txt": "x" }, input: { checks: ["node hang.js"] } });
    await expect(createGate().check(input, AbortSignal.abort())).rejects.toMatchObject({ kind: "aborted" });
    const controller = new AbortController();
    const running = createGate().check(input, controller.signal);
    setTimeout(() => controller.abort(), 300);
    await expect(running).rejects.toMatchObject({ kind: "aborted" });
  });

  test("what the workspace cannot read is thrown, not taken for accepted", async () => {
    const input = await prepare({ before: { "a.js": "process.exit(1)" }, after: { "c.txt": "x" }, input: { checks: ["node a.js"] } });
    const failing = { ...input, baseline: async () => Promise.reject(new Error("git is gone")) };
    await expect(createGate().check(failing, neverAborted)).rejects.toThrow("git is gone");
  });
});

describe("failingNames", () => {
  test.each([
    ["TAP", "TAP version 13\nok 1 - fine\nnot ok 2 - login # TODO later\nnot ok 3 - log out\n  ---\n  failureType: 'testCodeFailure'\n  ...\nnot ok 4 - all\n  ---\n  failureType: 'subtestsFailed'\n", ["log out"]],
    ["node:test", "▶ suite\n  ✖ logs in (1.5ms)\n✖ suite (2ms)\n\n✖ failing tests:\n\ntest at a.test.js:3:1\n✖ logs in (1.5ms)\n", ["logs in"]],
    ["vitest", " × login > works 5ms\n FAIL  test/a.test.ts > login > works\nError: x\n", ["test/a.test.ts > login > works"]],
    ["jest", "FAIL src/a.test.js\n  ✕ works (5 ms)\n  ● login › works\n", ["src/a.test.js", "login › works"]],
    ["mocha", "  1 passing (4ms)\n  1 failing\n\n  1) login\n       works:\n     Error: x\n", ["login"]],
    ["pytest", "FAILED tests/test_a.py::test_x - assert 1 == 2\nERROR tests/test_b.py\n", ["tests/test_a.py::test_x", "tests/test_b.py"]],
    ["unittest", "FAIL: test_x (tests.test_a.A)\n", ["test_x (tests.test_a.A)"]],
    ["go", "--- FAIL: TestX (0.00s)\n    --- FAIL: TestX/sub (0.00s)\nFAIL\tapp/pkg [build failed]\nFAIL\n", ["TestX", "TestX/sub", "app/pkg"]],
    ["cargo", "test a::b ... FAILED\ntest a::c ... ok\n", ["a::b"]],
    ["tsc", "src/a.ts(3,5): error TS2322: Type 'a' is wrong.\nsrc/b.ts:1:2 - error TS1005: ';' expected.\n", ["src/a.ts: TS2322: Type 'a' is wrong.", "src/b.ts: TS1005: ';' expected."]],
    ["eslint", "src/a.js\n  3:5  error  'x' is not defined  no-undef\n  4:5  warning  y  z\n", ["src/a.js: 'x' is not defined no-undef"]],
    ["gradle", "LoginTest > works() FAILED\n", ["LoginTest > works()"]],
    ["dotnet", "  Failed App.Login.Works [5 ms]\n", ["App.Login.Works"]],
    ["maven", "[ERROR]   LoginTest.works:23 expected 1\n", ["LoginTest.works"]],
    ["rspec", "rspec ./spec/a_spec.rb:3 # Login works\n", ["./spec/a_spec.rb:3"]],
    ["plain words", "all tests passed\n0 failing\nError handling: ok\n", []],
  ])("%s", (_, output, expected) => {
    expect(failingNames(output)).toEqual(expected);
  });

  test("names do not depend on durations, colours or the slot", () => {
    const one = plainOutput("\u001b[31m✖\u001b[39m logs in (1.5ms)\r\n✖ /cache/one/test/a.test.js (5ms)\n", "/cache/one");
    const two = plainOutput("✖ logs in (99.1ms)\n✖ /cache/two/test/a.test.js (7ms)\n", "/cache/two");
    expect(failingNames(one)).toEqual(failingNames(two));
    expect(failingNames(one)).toEqual(["logs in", "test/a.test.js"]);
  });

  test("another slot's paths are cut to their end", () => {
    expect(failingNames(plainOutput("✖ /cache/two/test/a.test.js (7ms)\n", "/cache/one"))).toEqual(["test/a.test.js"]);
  });
});
