// The real OpenCode's own catalogue: what a mission is told of its models, and what it then reserves.
import { expect, test } from "vitest";
import { chargedOnce, mergedTasks } from "../support/mission-facts.ts";
import { makePlace } from "../support/mission-harness.ts";
import { missionScript, plan, taskCard } from "../support/mission-script.ts";

const testMs = 600_000;

/** Laid over the provider that the home has, by OpenCode itself. */
const priced = {
  provider: {
    scripted: {
      models: {
        weak: { cost: { input: 2, output: 8, cache_read: 0.2, cache_write: 2.5 }, limit: { context: 200_000, output: 100_000 } },
      },
    },
  },
};

test("prices and limits come from OpenCode: a ceiling below one call ends at once, one above it holds a mission", { timeout: testMs }, async () => {
  const place = await makePlace({ script: missionScript(plan([taskCard({ id: "one" })])) });
  await place.write("opencode.json", JSON.stringify(priced));
  await place.write("opencode.toml", "[orchestrator.budget]\ncost_max = 0.01\n");
  const tooLow = await place.runTask('"Add one"');
  expect(tooLow.output).toContain("# Mission failed");
  expect(tooLow.output).toMatch(/budget\.cost_max = 0\.01 lets nothing start: one call of the coder on scripted\/weak may take 0\.\d{4} dollars/);
  expect(place.server.requests.filter(({ mission }) => mission !== null)).toEqual([]);
  expect(await place.report()).toContain("budget.cost_max = 0.01 lets nothing start");

  await place.write("opencode.toml", "[orchestrator.budget]\ncost_max = 2.0\n");
  const { output } = await place.runTask('"Add one"');
  const mission = await place.mission();
  const { state } = mission;
  expect([state.outcome, state.reason], output).toEqual(["done", ""]);
  expect(mergedTasks(place, mission)).toEqual(["one"]);
  expect(state.catalogue).toEqual({
    own: "scripted/weak",
    models: [
      {
        model: "scripted/weak",
        contextTokens: 200_000,
        outputTokens: 32_000,
        price: { input: 2, output: 8, cacheRead: 0.2, cacheWrite: 2.5 },
      },
    ],
  });
  expect(state.usage.cost).toBeGreaterThan(0);
  expect(state.usage.cost).toBeLessThan(2);
  expect(state.notes.filter((note) => note.includes("no price"))).toEqual([]);
  // What a call may answer at most is what OpenCode asks for, not what the model could.
  const asked = place.server.requests.filter(({ mission: id }) => id !== null).map(({ text }) => (JSON.parse(text) as { max_tokens?: number }).max_tokens);
  expect(new Set(asked)).toEqual(new Set([32_000]));
  chargedOnce(place, mission);
});
