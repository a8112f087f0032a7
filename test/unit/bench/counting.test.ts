// What the gate's benchmark keeps and counts: outcomes of suites across interrupted runs, shares by class and half, the
// lines that changed, and the cases that are made of published trees.
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { excerptOf } from "../../../bench/gate/excerpt.ts";
import { openOutcomes } from "../../../bench/gate/outcomes.ts";
import { benchPackages } from "../../../bench/gate/packages.ts";
import { parallel } from "../../../bench/gate/parallel.ts";
import { differences, readdedFiles } from "../../../bench/gate/published.ts";
import { recordOf, rowsOf, ruleCounts, type JudgedChange } from "../../../bench/gate/records.ts";
import type { Finding, StageName, Verdict } from "../../../src/core/change.ts";
import { finding } from "../../../src/guardian/finding.ts";
import { seededRandom } from "../../support/random.ts";

function refusedBy(stage: StageName, ...more: readonly Finding[]): Verdict {
  return { outcome: "refused", stage, findings: [finding(stage, "some-rule", "It is wrong."), ...more], notes: [] };
}

const accepted: Verdict = { outcome: "accepted", findings: [], notes: [] };

function judged(group: "wrong" | "right", verdict: Verdict): JudgedChange {
  return recordOf({ package: "a", half: "tuning", group, class: "some", kind: "sort", excerpt: [] }, verdict);
}

test("what the tests refuse was accepted by the stages before them", () => {
  const records = [judged("wrong", accepted), judged("wrong", refusedBy("checks")), judged("wrong", refusedBy("links")), judged("right", refusedBy("policy"))];
  const [some, all, right] = rowsOf(records);
  expect(some).toMatchObject({ class: "some", withTests: { hits: 1, count: 3 }, withoutTests: { hits: 2, count: 3 } });
  expect(all).toMatchObject({ class: null, half: "tuning", withTests: { hits: 1, count: 3 } });
  expect(right).toMatchObject({ group: "right", withTests: { hits: 1, count: 1, share: 1 } });
  expect(ruleCounts(records)).toEqual([["checks/some-rule", 1], ["links/some-rule", 1], ["policy/some-rule", 1]]);
});

test("warnings refuse nothing, so they are no rule that refused", () => {
  const warning = finding("policy", "loud", "It is loud.", { severity: "warning" });
  expect(judged("wrong", refusedBy("policy", warning)).rules).toEqual(["policy/some-rule"]);
});

test("outcomes are kept, and a torn last line is not read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bench-outcomes-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "kept", "outcomes.txt");
  const [first, second] = ["a".repeat(40), "b".repeat(40)];
  const outcomes = await openOutcomes(file);
  await outcomes.set(first, true);
  await outcomes.set(second, false);
  await appendFile(file, `${"c".repeat(40)} pas`);
  const again = await openOutcomes(file);
  expect([again.get(first), again.get(second), again.get("c".repeat(40))]).toEqual([true, false, null]);
});

test("results come in the order of the items, by no more workers than there are", async () => {
  let running = 0;
  let most = 0;
  const results = await parallel([3, 1, 2, 0], 2, async (item, worker) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
    running -= 1;
    return `${item} ${worker < 2}`;
  });
  expect(results).toEqual(["3 true", "1 true", "2 true", "0 true"]);
  expect(most).toBe(2);
});

test("an excerpt has the lines that one text has and the other has not", () => {
  const before = () => "a\nb\nc\nd";
  expect(excerptOf(new Map([["x.js", "a\nB\nc\nd\ne"]]), before)).toEqual(["@@ x.js:2", "-b", "+B", "+e"]);
  expect(excerptOf(new Map([["x.js", null]]), before)).toEqual(["--- x.js deleted"]);
});

test("what differs between two versions leads from one to the other, but for the manifest", () => {
  const old = new Map([["a.js", Buffer.from("1")], ["b.js", Buffer.from("2")], ["package.json", Buffer.from("{}")], ["x.bin", Buffer.from([0])]]);
  const young = new Map([["a.js", Buffer.from("1")], ["c.js", Buffer.from("3")], ["package.json", Buffer.from("{ }")]]);
  expect([...differences(old, young)]).toEqual([["b.js", null], ["c.js", "3"]]);
});

test("each file that is added again is missing from its base, and the package ends as it was published", () => {
  const [wanted] = benchPackages;
  if (wanted === undefined) throw new Error("There are no packages.");
  const tree = new Map([["lib/a.js", Buffer.from("1")], ["test/a.js", Buffer.from("2")], ["README.md", Buffer.from("3")], ["other.txt", Buffer.from("4")]]);
  const cases = readdedFiles(wanted, tree, seededRandom(1));
  expect(cases.map(({ kind }) => kind).toSorted()).toEqual(["document added", "source file added", "test file added"]);
  for (const { base, files, final } of cases) {
    expect([...base.values()]).toEqual([null]);
    expect([...files.keys()]).toEqual([...base.keys()]);
    expect(final.size).toBe(0);
  }
});

test("both halves have packages, each pinned and in one half only", () => {
  const names = benchPackages.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(8);
  const tuning = benchPackages.filter(({ half }) => half === "tuning").length;
  expect(Math.abs(names.length - 2 * tuning)).toBeLessThanOrEqual(1);
  for (const { name, version, testDependencies, earlier } of benchPackages) {
    for (const pinned of [version, ...earlier, ...Object.values(testDependencies)]) expect(pinned).toMatch(/^\d+\.\d+\.\d+$/);
    // From one to the next is an update only if it is the newer one.
    const weights = [...earlier, version].map((each) => each.split(".").reduce((sum, part) => sum * 10_000 + Number(part), 0));
    expect(weights, name).toEqual([...new Set(weights)].toSorted((left, right) => left - right));
  }
});
