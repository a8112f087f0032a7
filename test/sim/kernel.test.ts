// Random plans, random outcomes, random orders: after every event all invariants hold, every mission ends, and its
// journal replays to the same bytes.
import { describe, expect, test } from "vitest";
import { snapshot } from "../../src/core/mission.ts";
import type { Plan } from "../../src/core/plan.ts";
import { replay } from "../../src/core/transition.ts";
import { randomPlan } from "../support/plans.ts";
import { seededRandom } from "../support/random.ts";
import { makeSettings } from "../support/settings.ts";
import { simulate, type World } from "../support/simulation.ts";

const missions = 400;
const firstSeed = Number(process.env["SIMULATION_SEED"] ?? 1);

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
      models: { ...makeSettings().models, coder: ["p/a", "p/b", "p/c", "p/d"].slice(0, random.below(5)) },
      sessionsPerModel: random.chance(0.3) ? 1 + random.below(3) : null,
    }),
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
    },
    durationMs: () => 1 + random.below(1000),
    checked: true,
  };
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
