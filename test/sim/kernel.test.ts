// Random plans, random outcomes, random orders: after every event all invariants hold, every mission ends, and its
// journal replays to the same bytes.
import { describe, expect, test } from "vitest";
import type { Catalogue } from "../../src/core/catalogue.ts";
import { snapshot } from "../../src/core/mission.ts";
import type { Plan } from "../../src/core/plan.ts";
import { replay } from "../../src/core/transition.ts";
import { randomPlan } from "../support/plans.ts";
import { seededRandom } from "../support/random.ts";
import { makeSettings } from "../support/settings.ts";
import { simulate, type World } from "../support/simulation.ts";

const missions = 400;
const firstSeed = Number(process.env["SIMULATION_SEED"] ?? 1);

const facts = { contextTokens: 100_000, outputTokens: 4_000 };
const priced: Catalogue = {
  own: "p/own",
  models: ["p/own", "p/a", "p/b", "p/d"].map((model, index) => ({ model, ...facts, price: { input: index, output: 5 * index, cacheRead: 0, cacheWrite: index } })),
};

function worldOf(seed: number): World {
  const random = seededRandom(seed);
  const rough = random.chance(0.7);
  const some = (most: number) => (rough ? random.next() * most : 0);
  return {
    random,
    plan: withExports(randomPlan(random, 1 + random.below(24), random.below(3))),
    settings: makeSettings({
      slots: 1 + random.below(6),
      reviewers: random.below(3),
      taskReviews: random.chance(0.5) ? "as-needed" : "always",
      missionReview: random.chance(0.8) ? "on" : "off",
      votes: random.chance(0.7) ? 1 : 1 + random.below(3),
      models: { ...makeSettings().models, coder: ["p/a", "p/b", "p/c", "p/d"].slice(0, random.below(5)) },
      sessionsPerModel: random.chance(0.3) ? 1 + random.below(3) : null,
      budget: {
        ...makeSettings().budget,
        tokensMax: random.chance(0.3) ? random.below(20_000) : null,
        costMax: random.chance(0.2) ? random.next() : null,
        tokensPerCallGuess: random.chance(0.8) ? 500 : null,
      },
    }),
    ...(random.chance(0.5) ? { catalogue: priced } : {}),
    passes: 0.2 + random.next() * 0.8,
    chances: {
      agentFails: some(0.3),
      needs: some(0.3),
      conflict: some(0.4),
      reject: some(0.5),
      portFails: some(0.1),
      pause: some(0.1),
      verifyFails: some(0.5),
      planFault: some(0.3),
      badAnswer: some(0.3),
      reversalFails: some(0.5),
      wholeGoal: rough ? 0.1 : 0,
    },
    durationMs: () => 1 + random.below(1000),
    checked: true,
  };
}

/** Most missions come to where the whole is reviewed. */
function able(seed: number, over: Partial<World["chances"]> = {}): World {
  const world = worldOf(seed);
  const settings = { ...world.settings, reviewers: 1 + (seed % 3), missionReview: "on" } as const;
  return { ...world, settings, passes: 0.9, chances: { ...world.chances, wholeGoal: 0, ...over } };
}

/** Each task provides something, so that interfaces can be changed. */
function withExports(plan: Plan): Plan {
  return {
    ...plan,
    tasks: plan.tasks.map((task) => ({ ...task, provides: [{ path: task.writes[0] ?? "", name: task.id, signature: "" }] })),
  };
}

describe("the kernel in a simulated world", () => {
  for (let seed = firstSeed; seed < firstSeed + missions; seed += 1) {
    test(`seed ${seed}`, () => {
      const { state, events, broken } = simulate(worldOf(seed));
      expect(broken, `SIMULATION_SEED=${seed}`).toEqual([]);
      expect(state.phase, `SIMULATION_SEED=${seed}: ${events.length} events`).toBe("ended");
      expect(state.reported).toBe(true);
      const again = replay(events);
      expect(again === null ? "" : snapshot(again)).toBe(snapshot(state));
    });
  }
});

describe("workers that are of no use, all mission long", () => {
  const hopeless = (seed: number): World => ({ ...worldOf(seed), passes: 0.1 });
  const worlds: readonly (readonly [string, (seed: number) => World])[] = [
    ["an Orchestrator that always takes the first way that is left", (seed) => ({ ...hopeless(seed), choose: (keys) => keys[0] ?? "" })],
    ["an Orchestrator that always backtracks if it can", (seed) => ({ ...hopeless(seed), choose: (keys) => keys.find((key) => key.startsWith("backtrack")) ?? "drop" })],
    ["an Orchestrator that always asks the user", (seed) => ({ ...hopeless(seed), choose: () => "ask" })],
    ["an Orchestrator that never chooses what is listed", (seed) => ({ ...hopeless(seed), choose: () => "none of these" })],
    ["a Planner and an Orchestrator that never answer", (seed) => ({ ...hopeless(seed), chances: { ...worldOf(seed).chances, badAnswer: 0.95 } })],
    ["a gate that always refuses a reversal", (seed) => ({ ...hopeless(seed), chances: { ...worldOf(seed).chances, reversalFails: 1 } })],
    ["two writers of everything who break each other at every merge", (seed) => ({ ...worldOf(seed), chances: { ...worldOf(seed).chances, conflict: 0.9 } })],
    ["reviewers who always say no, and prove it", (seed) => ({ ...able(seed, { reject: 1 }), trials: "proven" })],
    ["reviewers who always say no, and lie", (seed) => ({ ...able(seed, { reject: 1 }), trials: "refuted" })],
    ["reviewers who always say no, and a Planner who never answers", (seed) => ({ ...able(seed, { reject: 1, badAnswer: 0.95 }), trials: "proven" })],
  ];

  test.each(worlds)("%s: every mission ends, in a bounded number of steps, with a reason for each task", (_name, world) => {
    for (let seed = firstSeed; seed < firstSeed + 30; seed += 1) {
      const { state, events, broken } = simulate(world(seed));
      expect(broken, `SIMULATION_SEED=${seed}`).toEqual([]);
      expect(state.phase, `SIMULATION_SEED=${seed}`).toBe("ended");
      const most = 60 * Math.max(1, state.tasks.size) * state.settings.limits.attemptsPerTaskMax;
      expect(events.length, `SIMULATION_SEED=${seed}`).toBeLessThan(most);
      for (const { task, state: end, reason } of state.tasks.values()) {
        if (end !== "merged") expect(reason, `SIMULATION_SEED=${seed}: ${task.id}`).not.toBe("");
      }
      const again = replay(events);
      expect(again === null ? "" : snapshot(again)).toBe(snapshot(state));
    }
  });
});

test("the worlds together climb every rung and take every way out", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= missions; seed += 1) {
    for (const { attempts, steps, kept, takenBack } of simulate({ ...worldOf(seed), checked: false }).state.tasks.values()) {
      for (const { rung } of attempts) seen.add(rung);
      for (const { rung, choice } of steps) seen.add(choice === "" ? rung : (choice.split(":")[0] ?? ""));
      if (kept) seen.add("kept");
      if (takenBack > 0) seen.add("taken back");
      if (attempts.some(({ end }) => end === "called-off")) seen.add("called off");
    }
  }
  const rungs = ["attempt", "continue", "fixer", "fresh", "escalate", "again", "replan", "split", "pivot", "stop"];
  const ways = ["interface", "backtrack", "drop", "ask", "kept", "taken back", "called off"];
  expect([...rungs, ...ways].filter((name) => !seen.has(name))).toEqual([]);
});

test("the worlds together come to every end that a review of the whole can have", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= missions; seed += 1) {
    const { whole, outcome } = simulate({ ...able(seed), checked: false }).state;
    seen.add(`look ${whole.look}`).add(whole.followUp);
    if (whole.skipped !== "") seen.add("skipped");
    for (const { standing, look } of whole.concerns) if (standing !== null) seen.add(`${standing} after look ${look}: ${outcome ?? ""}`);
  }
  const looks = ["look 0", "look 1", "look 2", "skipped", "none", "opened", "given up"];
  const ends = ["mended after look 1: done", "mended after look 1: partial", "open after look 1: partial", "open after look 2: partial"];
  expect([...looks, ...ends].filter((name) => !seen.has(name))).toEqual([]);
});
