// The policy rules in the languages that grammars read, each judged by the whole stage; and what they do where a
// grammar stumbles.
import { describe, expect, test } from "vitest";
import { createSourceParser } from "../../../../src/guardian/source/oxc.ts";
import { policyOf } from "../../../../src/guardian/policy/policy.ts";
import { walkSlot } from "../../../../src/guardian/files/slot-walk.ts";
import type { Example } from "../../../../src/guardian/rules/rule.ts";
import { rulesOfTree } from "../../../../src/guardian/user-rules/rule-source.ts";
import { prepare } from "../slot.ts";
import { deadCode } from "./code/dead-code.ts";
import { goodCode } from "./code/good-code.ts";
import { leftovers } from "./code/leftovers.ts";
import { codeSilencers } from "./code/silencers.ts";
import { stubs } from "./code/stubs.ts";
import { swallowed } from "./code/swallowed.ts";
import { emptiedTests, loosenedTests, removedAssertions, removedTests, skippedTests } from "./code/tests.ts";
import { sceneOf } from "./scene.ts";

async function found(example: Example) {
  const input = await prepare(sceneOf(example));
  return policyOf({ ...input, settings: { ...input.settings, rules: {} }, files: input.change.files, ownRules: rulesOfTree, walk: () => walkSlot(input.directory) }, createSourceParser());
}

const rules = {
  "policy/stub": stubs,
  "policy/swallowed-error": swallowed,
  "policy/unreachable": deadCode,
  "policy/debug-leftover": leftovers,
  "policy/suppression": codeSilencers,
  "policy/test-removed": removedTests,
  "policy/test-skipped": skippedTests,
  "policy/test-emptied": emptiedTests,
  "policy/assertion-removed": removedAssertions,
  "policy/test-loosened": loosenedTests,
};

describe.each(Object.entries(rules))("%s", (rule, { valid, invalid }) => {
  test.each(valid.map((example) => [example]))("lets through %j", async (example) => {
    const { findings, notes } = await found(example);
    expect(findings.map((each) => each.rule)).not.toContain(rule);
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(notes).toEqual([]);
  });

  test.each(invalid.map((example) => [example]))("tells %j", async (example) => {
    expect((await found(example)).findings.map((each) => each.rule)).toContain(rule);
  });
});

describe("good code passes", () => {
  test.each(goodCode.map((example) => [example]))("%j", async (example) => {
    expect((await found(example)).findings.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("what a grammar cannot read", () => {
  test.each([
    ["a.py", "def f(x) -> -> int:\n    raise NotImplementedError\n"],
    ["a.py", `def f():\n    raise NotImplementedError\nx = ${"(".repeat(2000)}\n`],
    ["a.go", "package a\n\nfunc f() int int {\n\tpanic(\"not implemented\")\n}\n"],
  ])("is told nothing about: %s", async (path, after) => {
    expect(await found({ path, after })).toEqual({ findings: [], notes: [] });
  });
});

test("a finding says where, and what to do", async () => {
  const { findings } = await found({ path: "src/a.py", after: "é = 1\n\n\ndef total(values):\n    raise NotImplementedError\n" });
  expect(findings).toMatchObject([{ rule: "policy/stub", severity: "error", file: "src/a.py", line: 5, column: 5, message: '"total" is not implemented. Write its body.' }]);
});

test("a class of thousands of methods is judged like any other", async () => {
  const methods = Array.from({ length: 2000 }, (_, at) => `    def f${at}(self):\n        raise NotImplementedError\n`);
  const { findings } = await found({ path: "src/a.py", after: `class Cart:\n${methods.join("")}` });
  expect(findings).toHaveLength(methods.length);
  expect(findings.every(({ rule, severity }) => rule === "policy/stub" && severity === "error")).toBe(true);
});
