// A goal that is small enough for one writer, as a plan of one task: no Planner is asked. Which goals are, the Searcher
// says, who has just read the code; whether what it says can be a plan, the same rules as for any plan. If it was wrong,
// the healing ladder asks the Planner.
import type { Plan } from "./plan.ts";
import type { Brief } from "./reply.ts";
import type { Settings } from "./settings.ts";

export const singleTaskId = "goal";

/** Null if the goal is to be planned. What it answers has yet to be validated. */
export function singleTaskPlan(goal: string, brief: Brief, settings: Settings): Plan | null {
  const { writes = [], checks = [], places } = brief;
  const { titleCharsMax, instructionCharsMax, filesPerTaskMax } = settings.limits;
  // Journals of older versions do not say, and have no such briefs.
  if (settings.planning !== "as-needed" || writes.length === 0 || writes.length > filesPerTaskMax) return null;
  if (goal.length > instructionCharsMax) return null;
  const title = firstLine(goal).slice(0, titleCharsMax);
  const task = {
    id: singleTaskId,
    title,
    instruction: withBrief(goal, brief).slice(0, instructionCharsMax),
    kind: "code",
    dependsOn: [],
    reads: places.map(({ path }) => path).filter((path) => !writes.includes(path)),
    writes,
    provides: [],
    acceptance: [],
    checks,
    proof: null,
  } as const;
  return { summary: title, assumptions: [], verify: checks, tasks: [task] };
}

function firstLine(goal: string): string {
  return goal.split("\n").map((line) => line.trim()).find((line) => line !== "") ?? goal;
}

/** What a Planner would have worked into the instruction. */
function withBrief(goal: string, { summary, notes }: Brief): string {
  const found = [summary, ...notes.map((note) => `- ${note}`)].filter((line) => line !== "");
  return found.length === 0 ? goal : `${goal}\n\nWhat the search found:\n${found.join("\n")}`;
}
