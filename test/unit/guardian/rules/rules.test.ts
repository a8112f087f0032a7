// Every policy rule holds to its own examples, each judged by the whole stage as a change in a real folder.
import { describe, expect, test } from "vitest";
import { policyRules } from "../../../../src/core/policy-rules.ts";
import { createSourceParser } from "../../../../src/guardian/source/oxc.ts";
import { policyOf } from "../../../../src/guardian/policy/policy.ts";
import { allRules, checkedRules } from "../../../../src/guardian/rules/all.ts";
import type { Example } from "../../../../src/guardian/rules/rule.ts";
import { walkSlot } from "../../../../src/guardian/files/slot-walk.ts";
import { rulesOfTree } from "../../../../src/guardian/user-rules/rule-source.ts";
import { prepare } from "../slot.ts";
import { sceneOf } from "./scene.ts";

async function rulesFound(example: Example): Promise<readonly string[]> {
  const input = await prepare(sceneOf(example));
  const { findings } = await policyOf({ ...input, settings: { ...input.settings, rules: {} }, files: input.change.files, ownRules: rulesOfTree, walk: () => walkSlot(input.directory) }, createSourceParser());
  for (const { message, excerpt } of findings) {
    expect(message.length).toBeLessThan(300);
    expect(excerpt?.split("\n").length ?? 0).toBeLessThanOrEqual(7);
  }
  return findings.map(({ rule }) => rule);
}

describe.each(allRules())("$id", ({ id, valid, invalid }) => {
  test.each(valid.map((example) => [example]))("lets through %j", async (example) => {
    expect(await rulesFound(example)).not.toContain(id);
  });

  test.each(invalid.map((example) => [example]))("tells %j", async (example) => {
    expect(await rulesFound(example)).toContain(id);
  });
});

describe("the rules together", () => {
  test("every rule that can be configured is there", () => {
    expect(allRules().map(({ id }) => id).sort()).toEqual(Object.keys(policyRules).sort());
  });

  test("tell of one place once, though several of them see something there", async () => {
    expect(await rulesFound("const f = () => {\n  // TODO: implement\n};\nf();\n")).toEqual(["policy/stub"]);
    const weaker = "test('a', () => { expect(f(1)).toBeDefined(); });";
    expect(await rulesFound({ path: "test/a.test.ts", before: weaker.replace("toBeDefined()", "toBe(1)"), after: weaker })).toEqual(["policy/assertion-removed"]);
  });

  test("a rule without examples, or named twice, is refused", () => {
    const [rule] = allRules();
    if (rule === undefined) throw new Error("there are no rules");
    expect(() => checkedRules([{ ...rule, invalid: [] }])).toThrow("examples");
    expect(() => checkedRules([rule, rule])).toThrow(rule.id);
  });
});
