// The real speed of the rig: which missions are run, and the figures that goals speak of. What is in the file of outcomes is
// not run again.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../scripts/opencode.ts";
import { clopperPearson } from "../gate/interval.ts";
import { figure, machine, type Figure, type Machine } from "../measure.ts";
import { draw, keyOf } from "../method/draws.ts";
import { ours } from "../method/arms.ts";
import { tally, type Tally } from "../method/tally.ts";
import { standard, type World } from "../method/world.ts";
import { valueOf } from "../options.ts";
import { runArm } from "./arms.ts";
import { catalogue, type Confirmed } from "./catalogue.ts";
import { appendOutcome, arms, isAllRight, isSettled, isSilentlyWrong, keyOf as keyOfOutcome, readOutcomes, tokensOf, type ArmName, type Outcome } from "./outcome.ts";
import { writePage } from "./page.ts";

const outcomesFile = join(packageRoot, "docs", "evidence", "real-missions.jsonl");
const foretoldMissions = 1_000;
const armOptions: Readonly<Record<string, ArmName>> = {
  ours: "ours",
  "ours-weak": "ours, weak alone",
  "one-shot": "one shot",
  "best-of-8": "best of 8 with the tests",
  looped: "looped",
  "side-by-side": "looped, side by side",
};

interface Wanted {
  readonly isQuick: boolean;
  readonly size: number;
  readonly missions: number;
  readonly first: number;
  readonly alpha: number;
  readonly arms: readonly ArmName[];
}

export async function realFigures(options: readonly string[]): Promise<Figure[]> {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort(new Error("The rig was interrupted; the next run goes on from here."));
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, interrupt);
  try {
    return await measured(wantedOf(options), options, interruption.signal);
  } finally {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, interrupt);
  }
}

function wantedOf(options: readonly string[]): Wanted {
  const isQuick = options.includes("--quick");
  const number = (name: string, otherwise: number) => Number(valueOf(options, name) ?? otherwise);
  const named = valueOf(options, "--arms")?.split(",").map((word) => {
    const arm = armOptions[word];
    if (arm === undefined) throw new Error(`--arms: there is no arm "${word}"; there are ${Object.keys(armOptions).join(", ")}.`);
    return arm;
  });
  return {
    isQuick,
    size: number("--tasks", isQuick ? 8 : 24),
    missions: options.includes("--page") ? 0 : number("--missions", isQuick ? 1 : 10),
    first: number("--first", 1),
    alpha: shareIn(valueOf(options, "--alpha")),
    arms: named ?? arms,
  };
}

function shareIn(text: string | null): number {
  const share = text === null ? standard.alpha : Number(text);
  if (text === "" || !(share >= 0 && share <= 1)) throw new Error(`--alpha wants a share from 0 to 1, as in --alpha=0.0005, not "${text ?? ""}".`);
  return share;
}

async function measured({ isQuick, size, missions, first, alpha, arms: wanted }: Wanted, options: readonly string[], signal: AbortSignal): Promise<Figure[]> {
  const world: World = { ...standard, tasks: size, alpha };
  const tell = (line: string): void => console.error(line);
  const confirmed = await catalogue(world.seed, tell);
  tell(`  ${confirmed.length} tasks are confirmed`);
  if (confirmed.length < size) throw new Error(`A mission of ${size} tasks cannot be put together; --tasks=${confirmed.length} is the most.`);
  if (options.includes("--fresh") && !isQuick) await rm(outcomesFile, { force: true });
  const where = machine();
  const quick: Outcome[] = [];
  for (let mission = first; mission < first + missions; mission += 1) {
    const chosen = missionOf(confirmed, world, mission);
    const shop = { tasks: chosen.map(({ task }) => task), errors: new Map(chosen.map(({ task, errors }) => [task.id, errors])) };
    for (const arm of wanted) {
      // Read anew each time: another run may measure other missions meanwhile.
      if (!isQuick && isKnown(await readOutcomes(outcomesFile), { arm, seed: world.seed, mission, tasks: size, alpha })) continue;
      const outcome = { ...(await runArm(arm, { shop, world, mission, signal })), commit: where.commit, machine: machineName(where) };
      tell(`  ${JSON.stringify(outcome)}`);
      if (isQuick) quick.push(outcome);
      else await appendOutcome(outcomesFile, outcome);
    }
    if (!isQuick) await writePage({ confirmed, outcomes: await readOutcomes(outcomesFile), world, foretell });
  }
  const outcomes = isQuick ? quick : await readOutcomes(outcomesFile);
  if (!isQuick) await writePage({ confirmed, outcomes, world, foretell });
  return arms.flatMap((arm) => figuresOf(arm, world, outcomes.filter((outcome) => outcome.arm === arm && outcome.tasks === size && outcome.alpha === alpha)));
}

function isKnown(outcomes: readonly Outcome[], wanted: Parameters<typeof keyOfOutcome>[0]): boolean {
  const key = keyOfOutcome(wanted);
  return outcomes.some((outcome) => isSettled(outcome) && keyOfOutcome(outcome) === key);
}

/** Tasks of the real rig do not depend on each other. */
function foretell(tasks: number, alpha: number): Tally {
  return tally(ours(), { ...standard, tasks, alpha, shape: "wide" }, foretoldMissions);
}

/** Drawn out of all that are confirmed, each mission anew. */
export function missionOf(confirmed: readonly Confirmed[], { seed, tasks }: World, mission: number): readonly Confirmed[] {
  const rank = ({ task }: Confirmed) => draw(seed, mission, keyOf(task.id));
  return confirmed.toSorted((left, right) => rank(left) - rank(right)).slice(0, tasks);
}

function machineName({ processor, cores, node, openCode }: Machine): string {
  return `${processor}, ${cores} cores; Node ${node}, OpenCode ${openCode}`;
}

function figuresOf(arm: ArmName, { tasks, p, alpha }: World, all: readonly Outcome[]): Figure[] {
  const outcomes = all.filter(isSettled);
  if (outcomes.length === 0) return [];
  const name = (what: string) => `real OpenCode, simulated model, ${tasks} tasks, p = ${p}, α = ${alpha}, ${arm}: ${what}`;
  const share = (what: string, fits: (outcome: Outcome) => boolean, goal: Parameters<typeof figure>[3]): Figure => {
    const hits = outcomes.filter(fits).length;
    const { low, high } = clopperPearson(hits, outcomes.length);
    const detail = `${hits} of ${outcomes.length}; 95 % interval ${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)} %`;
    return figure(name(what), (100 * hits) / outcomes.length, "%", goal, detail);
  };
  const tokens = outcomes.reduce((sum, outcome) => sum + tokensOf(outcome), 0) / outcomes.length;
  const isOurs = arm === "ours";
  return [
    share("all right", isAllRight, isOurs ? { atLeast: 90 } : null),
    share("silently wrong", isSilentlyWrong, isOurs ? { atMost: 0 } : null),
    figure(name("tokens a mission"), tokens, "", null),
  ];
}
