// The mutation probe: which faults are put into which lines, that the slot is the same afterwards, and what is said.
import { lstat, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { changedLines } from "../../../src/guardian/mutation/changed-lines.ts";
import { mutantsOf, spread } from "../../../src/guardian/mutation/mutants.ts";
import { withText } from "../../../src/guardian/mutation/swap-file.ts";
import { parseSource } from "../../../src/guardian/source/oxc.ts";
import { neverAborted, prepare, temporaryFolder, writeTree, type Scene } from "./slot.ts";

async function mutated(text: string, path = "a.ts"): Promise<readonly string[]> {
  const source = await parseSource(path, text);
  if (source.kind !== "parsed") throw new Error(JSON.stringify(source));
  const lines = new Set(text.split("\n").map((_, at) => at + 1));
  return mutantsOf(path, text, source.program(), lines).map(({ after }) => after);
}

describe("faults", () => {
  test.each([
    ["x = a < b;", ["x = a <= b;"]],
    ["x = (a) !== b;", ["x = (a) === b;"]],
    ["x = a && !b;", ["x = a || !b;", "x = a && (b);"]],
    ["x = a + 1;", ["x = a - 1;", "x = a + 2;"]],
    ["x = a + 'b';", ['x = a + "";']],
    ["x -= a * b;", ["x += a * b;", "x -= a / b;"]],
    ["x = true; y = '';", ["x = false; y = '';", 'x = true; y = "something";']],
    ["i++;", ["i--;"]],
    ["const f = () => { if (a) b = c; };", ["const f = () => { if (true) b = c; };", "const f = () => { if (false) b = c; };"]],
    ["while (a) b = c;", ["while (false) b = c;"]],
    ["function f() { return a; }", ["function f() { return undefined; }"]],
    ["f(a);", [";"]],
    ["const g = async () => { await f(a); };", ["const g = async () => { ; };"]],
    // Nothing of these makes a difference that a test should see.
    ['import a from "b"; export { c } from "d"; type E = "f" | 1; "use strict";', []],
    ["console.log('a', 1 + 1); logger.info(`b`); log.debug(c < d);", []],
    ["throw new TypeError('a' + 1);", []],
    ["const a: 1 | 'b' = c as 'd';", []],
    ["x = { 'a': b, 1: c };", []],
    ["x = a /* < */ < b;", []],
    ["x = a < b ? a : b;", ["x = true ? a : b;", "x = false ? a : b;"]],
  ])("%s", async (text, expected) => {
    expect(await mutated(text)).toEqual(expected);
  });

  test("only on changed lines, told with the line and where it stands", async () => {
    const text = "export const f = (a) => {\n  const b = a > 1;\n  return b;\n};\n";
    const source = await parseSource("a.js", text);
    if (source.kind !== "parsed") throw new Error("not parsed");
    const [first, second] = mutantsOf("a.js", text, source.program(), new Set([2]));
    expect(first).toMatchObject({ place: { line: 2, column: 15 }, before: "const b = a > 1;", after: "const b = a >= 1;" });
    expect(second?.text).toBe(text.replace("> 1", "> 2"));
  });

  test("are spread evenly over all of them", () => {
    expect(spread([1, 2, 3], 3)).toEqual([1, 2, 3]);
    expect(spread(Array.from({ length: 100 }, (_, at) => at), 4)).toEqual([0, 25, 50, 75]);
  });
});

describe("changed lines", () => {
  test.each([
    ["a\nb\nc", "a\nx\nc", [2]],
    ["", "a\nb", [1, 2]],
    ["a\nb\nc", "a\nc", []],
    ["a\r\nb", "a\nb", []],
    ["a\nb\nc\nd", "b\nx\na\nd", [2, 3]],
  ])("of %j to %j", (before, after, expected) => {
    expect([...changedLines(before, after)]).toEqual(expected);
  });

  test("what is left stands in both texts in the same order", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changed = changedLines(before.join("\n"), after.join("\n"));
        let at = 0;
        for (const [index, line] of after.join("\n").split("\n").entries()) {
          if (changed.has(index + 1)) continue;
          at = before.join("\n").split("\n").indexOf(line, at) + 1;
          expect(at).toBeGreaterThan(0);
        }
        expect(changedLines(after.join("\n"), after.join("\n")).size).toBe(0);
      }),
    );
  });
});

test("a file is the same after it had another text for a while, whatever happened meanwhile", async () => {
  const directory = await temporaryFolder();
  await writeTree(directory, { "a.sh": { executable: "one" } });
  const file = join(directory, "a.sh");
  const stamp = async () => {
    const { ino, mtimeNs, mode, size } = await lstat(file, { bigint: true });
    return [ino, mtimeNs, mode, size, await readFile(file, "utf8"), await readdir(directory)];
  };
  const before = await stamp();
  expect(await withText(directory, "a.sh", "another", () => readFile(file, "utf8"))).toBe("another");
  expect(await stamp()).toEqual(before);
  await expect(withText(directory, "a.sh", "another", () => Promise.reject(new Error("stopped")))).rejects.toThrow("stopped");
  expect(await stamp()).toEqual(before);
  await withText(directory, "a.sh", "another", () => rm(file));
  expect(await stamp()).toEqual(before);
});

describe("the stage", () => {
  const source = "export function clamp(x, low, high) {\n  if (x < low) return low;\n  return x > high ? high : x;\n}\n";
  const tests = (...cases: readonly string[]) =>
    `import { test } from "node:test";\nimport assert from "node:assert";\nimport { clamp } from "../src/clamp.js";\n${cases.map((one) => `test(${JSON.stringify(one)}, () => assert.equal(${one}));\n`).join("")}`;
  const scene = async (cases: readonly string[], input: Scene["input"] = {}): Promise<Scene> => {
    const { settings } = await prepare({});
    const after = { "src/clamp.js": source, "test/clamp.test.js": tests(...cases) };
    return { before: { "package.json": '{"type":"module"}' }, after, input: { checks: ["node --test test/clamp.test.js"], settings: { ...settings, mutation: "on" }, ...input } };
  };
  const strong = ["clamp(5, 1, 9), 5", "clamp(0, 1, 9), 1", "clamp(10, 1, 9), 9"];

  test("accepts what strong tests cover, and says so", async () => {
    const input = await prepare(await scene(strong));
    const verdict = await createGate().check(input, neverAborted);
    expect(verdict).toMatchObject({ outcome: "accepted", findings: [] });
    expect(verdict.notes).toEqual(["mutation: 6 of 6 small faults in the changed lines were noticed by tests"]);
    expect(await readFile(join(input.directory, "src/clamp.js"), "utf8")).toBe(source);
  });

  test("finds what weak tests let through", async () => {
    const verdict = await createGate().check(await prepare(await scene([strong[0] ?? ""])), neverAborted);
    expect(verdict).toMatchObject({ outcome: "refused", stage: "mutation" });
    const [found, ...others] = verdict.findings;
    expect(others).toEqual([]);
    expect(found).toMatchObject({ rule: "mutation/survived", file: "src/clamp.js", line: 2 });
    expect(found?.message).toMatch(/^The tests notice \d of 6 small faults put into the changed lines; 80 % are wanted\. Write tests/);
    expect(found?.excerpt?.split("\n")[0]).toBe("src/clamp.js:2: if (x < low) return low; -> if (false) return low;");
    expect(found?.excerpt?.split("\n").length).toBeLessThanOrEqual(7);
  });

  test("does nothing unless it is wished, and tells when no test reaches the change or time is short", async () => {
    const { settings } = await prepare({});
    expect(await createGate().check(await prepare(await scene(strong, { settings })), neverAborted)).toEqual({ outcome: "accepted", findings: [], notes: [] });
    const untested = await createGate().check(await prepare(await scene([], { checks: [] })), neverAborted);
    expect(untested.notes).toEqual(["mutation not probed, because no test that succeeds reaches the change"]);
    const limits = { checkMs: 20_000, checkOutputBytesMax: 10_000, mutationMs: -1 };
    const short = await createGate().check(await prepare(await scene(strong, { limits })), neverAborted);
    expect(short.notes).toEqual(["mutation: 0 of 0 small faults in the changed lines were noticed by tests; 6 were left out, for time or since they made no valid code"]);
  });

  test("leaves the slot as it was when it is called off", async () => {
    const hanging = "import { readFileSync, writeFileSync } from 'node:fs';\nif (!readFileSync('src/a.js', 'utf8').includes('< 2')) { writeFileSync('log/mutated', ''); setInterval(() => {}, 1000); }\n";
    const { settings } = await prepare({});
    const input = await prepare({
      before: { "package.json": '{"type":"module"}', ".gitignore": "log/\n", "log/keep": "", "check.js": hanging },
      after: { "src/a.js": "export const small = (x) => x < 2;\n" },
      input: { checks: ["node check.js"], settings: { ...settings, mutation: "on" } },
    });
    const controller = new AbortController();
    const running = createGate().check(input, controller.signal);
    const isMutated = async () => (await readdir(join(input.directory, "log"))).includes("mutated");
    while (!(await isMutated())) await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    await expect(running).rejects.toMatchObject({ kind: "aborted" });
    expect(await readFile(join(input.directory, "src/a.js"), "utf8")).toBe("export const small = (x) => x < 2;\n");
    expect(await readdir(join(input.directory, "src"))).toEqual(["a.js"]);
  });
});
