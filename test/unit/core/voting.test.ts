// First to lead by k: what is counted, when it ends, and that a mission which does not vote asks no more than before.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../../src/core/plan.ts";
import type { Brief } from "../../../src/core/reply.ts";
import { briefSignature, planSignature } from "../../../src/core/signatures-of-answers.ts";
import { noUsage } from "../../../src/core/usage.ts";
import { countVote, isTooLong, newBallot, samplesMax, type Sample } from "../../../src/core/voting.ts";
import { defaultSettings } from "../../../src/config/defaults.ts";
import { MissionUnderTest } from "../../support/missions.ts";
import { expectSound } from "../../support/sound.ts";
import { chainPlan, makePlan, makeTask, widePlan } from "../../support/plans.ts";

const always = () => true;
const vote = (signature: string, tooLong = false): Sample<string> => ({ signature: () => signature, answer: `${signature}!`, tooLong: () => tooLong });

/** Asks until it is decided; how often, and what was chosen. Letters are answers, `-` a malformed one, capitals too long. */
function elect(answers: string, votes: number, mayAskAgain = always): string {
  const ballot = newBallot<string>();
  for (const [at, letter] of [...answers].entries()) {
    const sample = letter === "-" ? null : vote(letter, letter !== letter.toLowerCase());
    const election = countVote(ballot, sample, votes, mayAskAgain);
    if (election.decided) return `${election.answer ?? "nothing"} after ${at + 1}`;
  }
  return "undecided";
}

describe("an election", () => {
  test.each([
    ["a", 1, "a! after 1"],
    ["A", 1, "A! after 1"],
    ["-", 1, "nothing after 1"],
    ["aa", 2, "a! after 2"],
    ["abaa", 2, "a! after 4"],
    ["ababb", 2, "b! after 5"],
    ["abcde", 2, "a! after 5"],
    ["a-Ba-", 2, "a! after 4"],
    ["A-A-A", 2, "A! after 5"],
    ["AbBBB", 2, "b! after 5"],
    ["-----", 2, "nothing after 5"],
    ["aaa", 3, "a! after 3"],
    ["abababa", 3, "a! after 7"],
  ])("%j with a lead of %i decides: %s", (answers, votes, outcome) => {
    expect(elect(answers, votes)).toBe(outcome);
  });

  test("ends early, with the leader, if no more may be asked", () => {
    expect(elect("abb", 3, () => false)).toBe("a! after 1");
    expect(elect("-", 3, () => false)).toBe("nothing after 1");
  });

  test("always ends within its bound, with an answer that nothing else beats", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.constantFrom("a", "b", "c", "B", "-"), { minLength: 11, maxLength: 11 }), (votes, answers) => {
        const outcome = elect(answers.join(""), votes);
        const [chosen, asked] = [outcome[0] ?? "", Number(outcome.split(" ").at(-1))];
        expect(asked).toBeLessThanOrEqual(samplesMax(votes));
        const heard = answers.slice(0, asked);
        const times = (letter: string) => heard.filter((other) => other === letter).length;
        if (votes > 1 && times(chosen) > 0 && chosen === chosen.toLowerCase()) {
          for (const other of ["a", "b", "c"]) expect(times(other)).toBeLessThanOrEqual(times(chosen));
        }
      }),
    );
  });

  // The figures of docs/design/votes-are-for-small-answers.md: all ways in which right and wrong answers can come in turn.
  test.each([
    [0.6, 2, 67.1, 3.19],
    [0.7, 2, 81.9, 3.016],
    [0.8, 2, 92.7, 2.742],
    [0.6, 3, 70.7, 5.477],
    [0.7, 3, 87, 5.054],
    [0.8, 3, 96.4, 4.421],
  ])("of answers that are right with chance %f, a lead of %i chooses right in %f %, after %f answers", (right, votes, percent, mean) => {
    const most = samplesMax(votes);
    let [isRight, asked] = [0, 0];
    for (let pattern = 0; pattern < 2 ** most; pattern += 1) {
      const answers = Array.from({ length: most }, (_, at) => ((pattern >> at) & 1 ? "r" : "w")).join("");
      const weight = [...answers].reduce((product, letter) => product * (letter === "r" ? right : 1 - right), 1);
      const outcome = elect(answers, votes);
      if (outcome.startsWith("r")) isRight += weight;
      asked += weight * Number(outcome.split(" ").at(-1));
    }
    expect(100 * isRight).toBeCloseTo(percent, 1);
    expect(asked).toBeCloseTo(mean, 3);
  });

  test("a reply of 750 tokens has a vote, a longer one has none; a plan may be as long for each of its tasks", () => {
    expect(isTooLong("x".repeat(2_998))).toBe(false);
    expect(isTooLong("x".repeat(2_999))).toBe(true);
    expect(isTooLong("x".repeat(5_998), 2)).toBe(false);
  });
});

describe("the same answer", () => {
  const place = (path: string) => ({ path, lines: null, symbols: [], why: path });

  test("is the same set of files, whatever their order and what is said of them", () => {
    const one = { summary: "a", places: [place("a.js"), place("b.js"), place("a.js")], notes: [] };
    expect(briefSignature(one)).toBe(briefSignature({ summary: "b", places: [{ ...place("b.js"), why: "" }, place("a.js")], notes: ["n"] }));
    expect(briefSignature(one)).not.toBe(briefSignature({ ...one, places: [place("a.js")] }));
  });

  test("is the same cut of the work in the same order, whatever the tasks are called", () => {
    const tasks = (names: readonly string[], edges: readonly number[][]) =>
      makePlan(names.map((id, at) => makeTask(id, { writes: [`src/${at}.js`], dependsOn: (edges[at] ?? []).map((to) => names[to] ?? "") })));
    const chain = tasks(["a", "b", "c"], [[], [0], [1]]);
    expect(planSignature(chain)).toBe(planSignature(tasks(["x", "y", "z"], [[], [0], [0, 1]])));
    expect(planSignature(chain)).not.toBe(planSignature(tasks(["a", "b", "c"], [[], [0], [0]])));
    expect(planSignature(chain)).not.toBe(planSignature(tasks(["a", "b"], [[], [0]])));
  });
});

class Voting extends MissionUnderTest {
  captured(): this {
    const captured = { base: "c0", branch: "main", files: 1, uncommitted: 0, notes: [] };
    this.answer("capture", (effect) => ({ type: "captured", effect, durationMs: 1, captured }));
    return this;
  }

  searched(...paths: readonly string[]): this {
    const places = paths.map((path) => ({ path, lines: null, symbols: [], why: "" }));
    return this.briefed({ summary: paths.join(), places, notes: [] });
  }

  briefed(brief: Brief): this {
    this.answer("search", (effect) => ({ type: "searched", effect, durationMs: 1, spent: null, result: { ok: true, brief } }));
    return this;
  }

  handedIn(plan: Plan): this {
    this.answer("plan", (effect) => ({ type: "planned", effect, durationMs: 1, spent: null, result: { outcome: "valid", plan, notes: [`of ${plan.summary}`] } }));
    return this;
  }
}

const two = { reviewers: 0, votes: 2 };
const named = (plan: Plan, summary: string): Plan => ({ ...plan, summary });

describe("in a mission", () => {
  test("without votes, each question is asked once", () => {
    const mission = new Voting({ reviewers: 0 }).captured().searched("a.js").handedIn(widePlan(1));
    expect(mission.effects("attempt")).toHaveLength(1);
    expect(mission.events.filter(({ type }) => type === "searched" || type === "planned")).toHaveLength(2);
    expect(mission.state.notes.filter((note) => note.includes("votes"))).toEqual([]);
    expectSound(mission);
  });

  test("the brief is asked for until one set of files leads; malformed and over-long ones have no vote", () => {
    const mission = new Voting(two).captured().searched("a.js");
    expect(mission.effects("search").map(({ attempt }) => attempt)).toEqual([2]);
    const failure = { ok: false, failure: "malformed-reply", message: "no JSON" } as const;
    mission.answer("search", (effect) => ({ type: "searched", effect, durationMs: 1, spent: null, result: failure }));
    mission.briefed({ summary: "b ".repeat(2_000), places: [{ path: "b.js", lines: null, symbols: [], why: "" }], notes: [] });
    expect(mission.state.phase).toBe("analysing");
    mission.searched("a.js");
    expect(mission.state.phase).toBe("planning");
    expect(mission.state.brief?.places.map(({ path }) => path)).toEqual(["a.js"]);
    expect(mission.state.notes).toContain("The brief was chosen by 2 of 4 votes.");
    expectSound(mission);
  });

  test("a search that never answers costs its brief, after as many tries as there may be votes", () => {
    const mission = new Voting(two).captured();
    const failure = { ok: false, failure: "no-reply", message: "nothing" } as const;
    for (let sample = 0; sample < samplesMax(2); sample += 1) {
      mission.answer("search", (effect) => ({ type: "searched", effect, durationMs: 1, spent: null, result: failure }));
    }
    expect(mission.state).toMatchObject({ phase: "planning", brief: null });
    expect(mission.state.notes.filter((note) => note.includes("brought no brief"))).toHaveLength(1);
    expectSound(mission);
  });

  test("the plan that is followed is the one that leads, with its own notes; invalid ones have no vote", () => {
    const mission = new Voting(two).captured().searched("a.js").searched("a.js");
    mission.handedIn(named(widePlan(3), "first"));
    mission.answer("plan", (effect) => ({
      type: "planned", effect, durationMs: 1, spent: null, result: { outcome: "invalid", problems: [{ where: "plan", message: "wrong" }] },
    }));
    expect(mission.effects("plan")[0]).toMatchObject({ attempt: 3, problems: [{ message: "wrong" }] });
    mission.handedIn(named(chainPlan(3), "second"));
    expect(mission.effects("plan")[0]).toMatchObject({ attempt: 4, problems: [] });
    mission.handedIn(named(chainPlan(3), "third")).handedIn(named(chainPlan(3), "fourth"));
    expect(mission.state.summary).toBe("second");
    expect(mission.state.notes).toContain("The plan of try 3 was chosen by 3 of 4 votes.");
    expect(mission.state.notes.filter((note) => note.startsWith("of "))).toEqual(["of second"]);
    expectSound(mission);
  });

  test("where tries at a plan run out, the votes that there are decide", () => {
    const mission = new Voting(two).captured().searched("a.js").searched("a.js").handedIn(widePlan(2));
    for (let time = 0; time < defaultSettings.limits.planTriesMax; time += 1) {
      mission.answer("plan", (effect) => ({ type: "planned", effect, durationMs: 1, spent: null, result: { outcome: "invalid", problems: [] } }));
    }
    expect(mission.state.phase).toBe("executing");
    expect(mission.state.notes).toContain("The plan of try 1 was taken with 1 vote: the Planner's tries were used up before one led by 2.");
    expectSound(mission);
  });

  test("the way out at a pivot is voted on, by what was chosen; what is not listed has no vote", () => {
    const mission = MissionUnderTest.executing(widePlan(1), { reviewers: 0 });
    mission.untilLastWays("t0");
    mission.take({ type: "paused", reason: "a user" });
    mission.take({ type: "resumed", settings: { ...mission.state.settings, votes: 2 } });
    mission.pivoted("t0", "drop", "too hard");
    expect(mission.effects("pivot")).toMatchObject([{ question: mission.task("t0").steps.length, vote: 2 }]);
    mission.pivoted("t0", "win the lottery");
    mission.pivoted("t0", "ask", "who knows");
    expect(mission.task("t0").state).toBe("asking");
    mission.pivoted("t0", "drop", "really too hard");
    mission.pivoted("t0", "drop", "yes");
    expect(mission.task("t0").state).toBe("stopped");
    expect(mission.task("t0").steps.map(({ outcome }) => outcome)).toContain("the Orchestrator chose drop, by 3 of 5 votes: too hard");
    expectSound(mission);
  });

  test("a vote more is not worth a pause: at the ceiling the leader is taken", () => {
    const budget = { ...defaultSettings.budget, tokensMax: 20_000, tokensPerCallGuess: 5_000 };
    const mission = new Voting({ ...two, votes: 3, budget }).captured();
    const total = { ...noUsage, calls: 1, inputTokens: 8_000 };
    for (let sample = 0; sample < 2; sample += 1) {
      const brief = { summary: "", places: [], notes: [] };
      mission.answer("search", (effect) => ({ type: "searched", effect, durationMs: 1, spent: { session: effect, total }, result: { ok: true, brief } }));
    }
    expect(mission.state.phase).toBe("planning");
    expect(mission.state.notes).toContain("The brief was chosen by 2 of 2 votes.");
    expectSound(mission);
  });
});
