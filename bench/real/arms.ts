// One mission in the real OpenCode by one arm, judged by all tests of every task, the held-out ones too, in what has landed.
import { inPlace, type TimedEvent } from "../place.ts";
import type { World } from "../method/world.ts";
import { Deeds } from "./deeds.ts";
import { makeRepository, passes } from "./repository.ts";
import { aloneScript, missionScript, type Workshop } from "./roles.ts";

export const arms = ["ours", "one shot", "looped"] as const;
export type ArmName = (typeof arms)[number];

export interface Outcome {
  readonly arm: ArmName;
  readonly mission: number;
  readonly tasks: number;
  /** Tasks of which a test fails in what has landed; the held-out ones may not ask for the function at all. */
  readonly wrong: readonly string[];
  /** Whether it said that it is done. */
  readonly isDone: boolean;
  readonly reason: string;
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly seconds: number;
}

const goal = "Write the missing functions again, one in each package, until the tests pass";

export async function runArm(arm: ArmName, shop: Workshop, world: World, mission: number): Promise<Outcome> {
  const deeds = new Deeds(world, mission, shop.errors);
  const script = arm === "ours" ? missionScript(shop, deeds) : aloneScript(shop, deeds, arm === "looped");
  const make = (directory: string) => makeRepository(directory, shop.tasks);
  return inPlace(script, async (place) => {
    const home = await place.home("home", arm === "ours");
    const startedMs = performance.now();
    const quoted = `"${goal}"`;
    await (arm === "ours" ? place.run(home, "run", "--command", "task", quoted) : place.run(home, "run", goal));
    const seconds = (performance.now() - startedMs) / 1000;
    const end = arm === "ours" ? endOf(await place.journal()) : { isDone: true, reason: "" };
    const wrong: string[] = [];
    for (const task of shop.tasks) {
      const isRight = (await passes(place.project, task, "visible")) && (await passes(place.project, task, "hidden"));
      if (!isRight) wrong.push(task.id);
    }
    const answered = place.server.requests.filter(({ status }) => status === 200);
    return {
      arm, mission, tasks: shop.tasks.length, wrong, ...end, seconds,
      calls: answered.length,
      promptTokens: answered.reduce((sum, { promptTokens }) => sum + (promptTokens ?? 0), 0),
      completionTokens: answered.reduce((sum, { completionTokens }) => sum + (completionTokens ?? 0), 0),
    };
  }, make);
}

function endOf(journal: readonly TimedEvent[]): { readonly isDone: boolean; readonly reason: string } {
  const landed = journal.some(({ event }) => event.type === "landed" && event.landing.outcome === "landed");
  const attempts = journal.flatMap(({ event }) => (event.type === "gated" && event.verdict.outcome === "refused" ? [event.verdict.stage] : []));
  return { isDone: landed, reason: attempts.join(", ") };
}
