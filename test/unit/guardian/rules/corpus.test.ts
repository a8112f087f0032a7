// The policy rules on what weak models do and on what good changes look like, each judged by the whole stage.
import { describe, expect, test } from "vitest";
import { createSourceParser } from "../../../../src/guardian/source/oxc.ts";
import { policyOf } from "../../../../src/guardian/policy/policy.ts";
import type { Example } from "../../../../src/guardian/rules/rule.ts";
import { walkSlot } from "../../../../src/guardian/files/slot-walk.ts";
import { rulesOfTree } from "../../../../src/guardian/user-rules/rule-source.ts";
import { prepare } from "../slot.ts";
import { badCode } from "./corpus/bad-code.ts";
import { badTests } from "./corpus/bad-tests.ts";
import { good } from "./corpus/good.ts";
import { sceneOf } from "./scene.ts";

async function errorsOf(example: Example): Promise<readonly string[]> {
  const input = await prepare(sceneOf(example));
  const { findings } = await policyOf({ ...input, settings: { ...input.settings, rules: {} }, files: input.change.files, ownRules: rulesOfTree, walk: () => walkSlot(input.directory) }, createSourceParser());
  return findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
}

const bad = { ...badCode, ...badTests };

describe.each(Object.entries(bad))("%s refuses", (rule, examples) => {
  test.each(examples.map((example) => [example]))("%j", async (example) => {
    expect(await errorsOf(example)).toContain(rule);
  });
});

describe.each(Object.entries(good))("good %s pass", (_, examples) => {
  test.each(examples.map((example) => [example]))("%j", async (example) => {
    expect(await errorsOf(example)).toEqual([]);
  });
});

test("the corpus is large enough to mean something", () => {
  expect(Object.values(bad).flat().length).toBeGreaterThanOrEqual(150);
  expect(Object.values(good).flat().length).toBeGreaterThanOrEqual(150);
});
