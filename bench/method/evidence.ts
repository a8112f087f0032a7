// Measures the method in its simulated world: which missions are run, and the figures that goals speak of.
import { figure, machine, type Figure } from "../measure.ts";
import { ours } from "./arms.ts";
import { allRight, bestOfChances, silentlyWrong } from "./closed-form.ts";
import { percent, writePage } from "./evidence-page.ts";
import { chainOf, type ByWorld, type Evidence, type Row } from "./evidence-data.ts";
import { ablated, alphas, chances, compared, fineGate, reviewers, worlds } from "./rows.ts";
import { tally, type Share, type Tally } from "./tally.ts";
import { standard, type World } from "./world.ts";

export interface Effort {
  /** Missions of the row that the goals speak of. */
  readonly main: number;
  readonly others: number;
  readonly adversaries: number;
}

const effort: Effort = { main: 10_000, others: 2_000, adversaries: 3_000 };

export async function methodFigures(options: readonly string[]): Promise<Figure[]> {
  const divisor = options.includes("--quick") ? 20 : 1;
  const { main, others, adversaries } = effort;
  const scaled: Effort = { main: main / divisor, others: others / divisor, adversaries: adversaries / divisor };
  const evidence = measure(scaled);
  if (divisor === 1) await writePage(evidence, machine());
  return figuresOf(evidence);
}

function measure({ main, others, adversaries }: Effort): Evidence {
  const own = ours();
  const rowsIn = (world: World): readonly Row[] => compared.map(({ name, value }) => ({ name, value: tally(value, world, others) }));
  const say = (what: string) => console.error(`  ${what}`);
  say("the main row");
  const mainRow = { name: "α = .02", value: tally(own, standard, main) };
  const mainFine = { name: "α = .0005", value: tally(own, fineGate, main) };
  say("by world");
  const byWorld = worlds.map(({ name, value }) => ({ name, value: rowsIn(value) }));
  const byWorldFine = worlds.map(({ name, value }) => ({ name, value: rowsIn({ ...value, alpha: fineGate.alpha }) }));
  say("by chance");
  const byChance = chances.map((p) => ({ name: `.${String(p).slice(2)}`, value: rowsIn({ ...fineGate, p }) }));
  say("by the gate's false accepts");
  const byAlpha = alphas.map((alpha) => ({ name: String(alpha), value: tally(own, { ...standard, alpha }, others) }));
  say("less one mechanism, and reviewers");
  const ablation = [{ name: "ours", value: own }, ...ablated].map(({ name, value }) => ({ name, value: tally(value, fineGate, others) }));
  const byReviewer = reviewers.map((reviewer) => ({ name: reviewer, value: tally(own, { ...fineGate, reviewer }, adversaries) }));
  return { main: mainRow, mainFine, byWorld, byWorldFine, byChance, byAlpha, ablation, byReviewer, closed: closedForms(others) };
}

/** The plain arm that arithmetic covers, beside its count: more than two points apart is a defect in one of them. */
function closedForms(missions: number): Evidence["closed"] {
  const arm = compared.find(({ name }) => name === "best of 5 with the gate");
  if (arm === undefined) throw new Error("the arm that arithmetic covers is gone");
  return [standard, { ...standard, tasks: 8 }, { ...standard, p: 0.7 }, { ...standard, concentration: Number.POSITIVE_INFINITY }].flatMap((world) => {
    const counted = tally(arm.value, world, missions);
    const task = bestOfChances(world, world.p, 5);
    const what = `${world.tasks} tasks, p = ${world.p}, concentration ${world.concentration}`;
    return [
      { name: `${what}: all right`, arithmetic: allRight(task, world.tasks), counted: counted.allRight },
      { name: `${what}: silently wrong`, arithmetic: silentlyWrong(task, world.tasks), counted: counted.silentlyWrong },
    ];
  });
}

function figuresOf({ main, mainFine, byWorld, byWorldFine, byReviewer, closed }: Evidence): Figure[] {
  const hundred = (value: number) => value * 100;
  const rowOf = (list: readonly ByWorld[], name: string): Tally => {
    const found = list.find((world) => world.name === name)?.value.find((arm) => arm.name === "ours");
    if (found === undefined) throw new Error(`there is no row ${name}`);
    return found.value;
  };
  const large = "100 tasks, p = .7";
  const hard = "24 tasks, concentration .5, 10 % impossible";
  const honest = byReviewer.find(({ name }) => name === "yes")?.value ?? mainFine.value;
  const worst = Math.min(...byReviewer.map(({ value }) => value.allRight.share));
  const apart = Math.max(...closed.map(({ arithmetic, counted }) => Math.abs(arithmetic - counted.share)));
  const chain = chainOf(byWorld);
  const at = (alpha: string) => `simulated behaviour, α = ${alpha}`;
  return [
    figure(`24 tasks, p = .5: all right (${at(".02")})`, hundred(main.value.allRight.share), "%", { atLeast: 98 }, within(main.value.allRight)),
    figure(`24 tasks, p = .5: silently wrong (${at(".02")})`, hundred(main.value.silentlyWrong.share), "%", { atMost: 1 }, within(main.value.silentlyWrong)),
    figure(`24 tasks, p = .5: all right (${at(".0005")})`, hundred(mainFine.value.allRight.share), "%", { atLeast: 98 }, within(mainFine.value.allRight)),
    figure(`24 tasks, p = .5: silently wrong (${at(".0005")})`, hundred(mainFine.value.silentlyWrong.share), "%", { atMost: 1 }, within(mainFine.value.silentlyWrong)),
    figure("24 tasks, p = .5: weak calls a task", main.value.weakCallsPerTask, "", { atMost: 5 }, `and ${main.value.strongCallsPerTask.toFixed(2)} strong ones; sessions, reviews and planning included`),
    figure(`100 tasks, p = .7: all right (${at(".02")})`, hundred(rowOf(byWorld, large).allRight.share), "%", { atLeast: 95 }, within(rowOf(byWorld, large).allRight)),
    figure(`100 tasks, p = .7: all right (${at(".0005")})`, hundred(rowOf(byWorldFine, large).allRight.share), "%", { atLeast: 95 }, within(rowOf(byWorldFine, large).allRight)),
    figure(`concentration .5, 10 % impossible: silently wrong (${at(".02")})`, hundred(rowOf(byWorld, hard).silentlyWrong.share), "%", { atMost: 1 }, within(rowOf(byWorld, hard).silentlyWrong)),
    figure(`concentration .5, 10 % impossible: silently wrong (${at(".0005")})`, hundred(rowOf(byWorldFine, hard).silentlyWrong.share), "%", { atMost: 1 }, `${within(rowOf(byWorldFine, hard).silentlyWrong)}; ${rowOf(byWorldFine, hard).impossibleMerged} impossible tasks were merged in all`),
    figure("adversarial or useless reviewers: all right falls by", hundred(honest.allRight.share - worst), "points", { atMost: 1 }, "the worst of strict, no, liar and silent, below a reviewer that says yes to all"),
    figure("missions with any reviewer that did not come to an end", 0, "", { atMost: 0 }, `of ${byReviewer.reduce((sum, { value }) => sum + value.missions, 0)}; one that does not end stops the bench`),
    figure(`a chain of 24, p = .9: all right, behind one agent in a loop (${at(".02")})`, hundred(chain.loop.allRight.share - chain.ours.allRight.share), "points", { atMost: 2 }, "the best single arm there"),
    figure(`a chain of 24, p = .9: tokens over those of one agent in a loop (${at(".02")})`, chain.ours.tokensPerTask / chain.loop.tokensPerTask, "×", { atMost: 1.2 }, `${Math.round(chain.ours.tokensPerTask)} and ${Math.round(chain.loop.tokensPerTask)} a task`),
    figure("makespan over bound, 24 tasks", main.value.makespan ?? Number.NaN, "×", { atMost: 1.05 }, "median of the missions that came through; bound: all time in slots over 4, or the longest chain"),
    figure("closed form and count apart by at most", hundred(apart), "points", { atMost: 2 }, "best of 5 with the gate"),
  ];
}

function within({ hits, of, interval }: Share): string {
  return `${hits} of ${of}; 95 % interval ${percent(interval.low)} to ${percent(interval.high)}`;
}
