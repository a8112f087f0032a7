// What is told of failures and missions: signatures, conflicts, manifests, and the report in Markdown.
import { describe, expect, test } from "vitest";
import { taskStory } from "../../../src/core/explain.ts";
import { manifestChanges, manifestOf, parseManifest } from "../../../src/core/manifest.ts";
import { conflictFindings } from "../../../src/core/merge.ts";
import { renderReport, renderStatus } from "../../../src/core/report.ts";
import { failureSignature } from "../../../src/core/signature.ts";
import { viewOf } from "../../../src/core/view.ts";
import { finding, makeChange, MissionUnderTest, refusal } from "../../support/missions.ts";
import { makePlan, makeTask } from "../../support/plans.ts";

const places = { directory: "/project/.opencode/orchestrator/missions/m-1", branch: "orchestrator/m-1", elapsedMs: 65_400 };

function never(): never {
  throw new Error("there is no task");
}

describe("failure signatures", () => {
  test("do not see numbers, times, slots, order or repetition", () => {
    const left = [finding("took 12 ms"), finding("at /c/slot-1/x.js", { file: "b.js" })];
    const right = [finding("at /c/slot-12/x.js", { file: "b.js" }), finding("took 99.5 ms"), finding("took 7 ms")];
    expect(failureSignature(left)).toBe(failureSignature(right));
  });

  test.each([
    ["at 2026-11-25T10:00:01.123Z", "at 2025-01-02T23:59:59Z"],
    ["commit 7e569541aa in the way", "commit 4fb08b3 in the way"],
    ["object 0x7ffde0 is gone", "object 0x1 is gone"],
    ["session 123e4567-e89b-12d3-a456-426614174000 ended", "session 00000000-0000-4000-8000-000000000000 ended"],
    ["reads /tmp/abc-1x/file", "reads /tmp/other/file"],
    ["ended after 1.5 s", "ended after 250 ms"],
  ])("do not see the difference of %s and %s", (left, right) => {
    expect(failureSignature([finding(left)])).toBe(failureSignature([finding(right)]));
  });

  test.each([
    ["the facade is missing", "the decade is missing"],
    ["reads /tmp/a then fails", "writes /tmp/a then fails"],
  ])("see the difference of %s and %s", (left, right) => {
    expect(failureSignature([finding(left)])).not.toBe(failureSignature([finding(right)]));
  });

  test("tell other rules, files and words apart, and see no warnings", () => {
    const base = failureSignature([finding("expected 1")]);
    expect(failureSignature([finding("expected 1", { rule: "checks/timeout" })])).not.toBe(base);
    expect(failureSignature([finding("expected 1", { file: "src/b.js" })])).not.toBe(base);
    expect(failureSignature([finding("wanted 1")])).not.toBe(base);
    expect(failureSignature([finding("expected 1", { severity: "warning" })])).toBe("");
  });
});

describe("fixes of the gate", () => {
  test("are told by task; what keeps a fixer from its work is told once; older journals have none", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a"), makeTask("b"), makeTask("c")]));
    const notes = ["not formatted by prettier, because it is configured but not installed"];
    for (const task of ["a", "b"]) {
      const change = makeChange(task, "c0");
      mission.attempted(task, { outcome: "changed", change, work: null, fixes: { done: [`unused imports were taken out of ${task}.js: x`], notes } });
    }
    mission.changed("c");
    expect(mission.state.notes).toEqual([
      "a: unused imports were taken out of a.js: x.",
      "Not formatted by prettier, because it is configured but not installed.",
      "b: unused imports were taken out of b.js: x.",
    ]);
    expect(renderReport(viewOf(mission.state), places)).toContain("unused imports were taken out of b.js");
  });
});

describe("conflicts", () => {
  test("name the place, or what to decide where there are no lines", () => {
    const [marked, deleted] = conflictFindings([
      { path: "src/a.js", lines: [3, 9], reason: "content" },
      { path: "src/b.js", lines: [], reason: "modify/delete" },
    ]);
    expect(marked).toMatchObject({ file: "src/a.js", line: 3, rule: "integration/conflict-content" });
    expect(marked?.message).toContain("3, 9");
    expect(deleted).toMatchObject({ line: null, rule: "integration/conflict-modify-delete" });
  });
});

describe("manifests", () => {
  test("say in what a later attempt is not the earlier one again, also after a round on disk", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a")]), { reviewers: 0 });
    const first = mission.effects("attempt")[0];
    mission.changed("a");
    mission.gated("a", refusal("it fails"));
    const second = mission.effects("attempt")[0];
    if (first === undefined || second === undefined) throw new Error("two attempts were expected");
    const kept = parseManifest(JSON.stringify({ manifest: manifestOf(first) }));
    expect(manifestChanges(kept, manifestOf(first))).toEqual([]);
    expect(manifestChanges(kept, manifestOf(second))).toEqual(["role", "carried change", "findings"]);
    expect(parseManifest("not JSON")).toEqual([]);
  });
});

describe("the report", () => {
  test("has every task, attempt, finding, token and commit", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a"), makeTask("b", { dependsOn: ["a"] })]), { reviewers: 0 });
    mission.spend(mission.effects("attempt")[0]?.id ?? "", "s1", 1_234);
    const change = mission.changed("a");
    mission.gated("a", refusal("line 7 is | wrong"));
    mission.done("a");
    const report = renderReport(viewOf(mission.state), places);
    expect(report).toContain("1 of 2 tasks merged");
    expect(report).toContain(change.commit);
    expect(report).toContain("[checks/failed] line 7 is | wrong");
    expect(report).toMatch(/Attempt 1: coder .* \*\*refused\*\*/);
    expect(report).toMatch(/Attempt 2: fixer .* \*\*merged\*\*/);
    expect(report).toContain("1234");
    expect(report).toContain(mission.task("a").merged ?? "no commit");
    expect(report).toContain("Time: 65.4 s");
  });

  test("tells each rung and why it was taken, in order, with what was listed and chosen", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a")]), { reviewers: 0 });
    mission.untilPivot("a");
    mission.pivoted("a", "replan", "cut it another way");
    mission.planned("a", [makeTask("b")]);
    const story = taskStory(viewOf(mission.state).tasks[0] ?? never()).join("\n");
    const [fresh, pivot, plan] = ["(fresh; a fresh try, since", "The Orchestrator was asked for a way out", "The Planner was asked for another plan"].map((text) => story.indexOf(text));
    expect(fresh).toBeGreaterThan(0);
    expect(pivot).toBeGreaterThan(fresh ?? 0);
    expect(plan).toBeGreaterThan(pivot ?? 0);
    expect(story).toContain("Listed: replan. → **the Orchestrator chose replan: cut it another way**");
    expect(story).toContain("State: split, since b takes its place");
    const report = renderReport(viewOf(mission.state), places);
    expect(report).toContain(story);
    expect(report).toContain("0 of 1 tasks merged.\n1 more was replaced by others.");
    expect(report).toContain("Took the place of: a");
  });

  test("says that a command of the verification still fails as it did before the mission", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a")]), { reviewers: 0 });
    mission.done("a");
    const verifyNotes = ['"npm test" already failed before the mission'];
    expect(renderReport({ ...viewOf(mission.state), verifyCommands: ["npm test"], verifyNotes }, places)).toContain(
      'Commands: `npm test`\n\nNot checked, or not counted:\n- "npm test" already failed before the mission\n',
    );
  });

  test("says how to take what was not landed, and names what the user changed", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a")]), { reviewers: 0 });
    mission.done("a");
    const landing = { outcome: "branch", branch: "orchestrator/m-1", changedMeanwhile: ["src/a.js"] } as const;
    const report = renderReport({ ...viewOf(mission.state), landing }, places);
    expect(report).toContain("git merge orchestrator/m-1");
    expect(report).toContain("- src/a.js");
  });

  test("keeps to one line what a model wrote over many, and to a bound what it wrote at length", () => {
    const title = `a\n# b\n${"x".repeat(5_000)}`;
    const mission = MissionUnderTest.executing(makePlan([makeTask("a", { title })]), { reviewers: 0 });
    const report = renderReport(viewOf(mission.state), places);
    expect(report).not.toContain("\n# b");
    expect(report.length).toBeLessThan(3_000);
  });

  test("the status is one line", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a")]), { reviewers: 0 });
    expect(renderStatus(viewOf(mission.state))).toBe("executing: 0 of 1 tasks merged, 1 under way, 0 tokens");
  });
});
