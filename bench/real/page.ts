// docs/evidence-real.md, out of what was measured: every mission by itself, so that nothing hides in a mean.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../scripts/opencode.ts";
import { clopperPearson } from "../gate/interval.ts";
import type { Tally } from "../method/tally.ts";
import type { World } from "../method/world.ts";
import type { Confirmed } from "./catalogue.ts";
import { arms, isAllRight, isSettled, isSilentlyWrong, tokensOf, type ArmName, type Outcome } from "./outcome.ts";
import { taskKinds } from "./tasks.ts";

/** What the fast rig says of ours in the same world. */
export type Foretell = (tasks: number, alpha: number) => Tally;

export interface Evidence {
  readonly confirmed: readonly Confirmed[];
  readonly outcomes: readonly Outcome[];
  readonly world: World;
  readonly foretell: Foretell;
}

export async function writePage(evidence: Evidence): Promise<void> {
  await writeFile(join(packageRoot, "docs", "evidence-real.md"), page(evidence));
}

export function page({ confirmed, outcomes, world, foretell }: Evidence): string {
  const worlds = [...new Set(outcomes.toSorted(inOrder).map(titleOf))];
  return `# Evidence from the real OpenCode

Written by \`npm run bench -- method-real\`. **No language model was asked**: every figure is of simulated model behaviour on real code. The real OpenCode and plugin work on real packages with real tests; a scripted server answers as models are assumed to behave, by seed ([bench/real/deeds.ts](../bench/real/deeds.ts), with the chances of [bench/method/world.ts](../bench/method/world.ts): p = ${world.p}, concentration ${world.concentration}, seed ${world.seed}). An attempt that is wrong is, with the chance α, a mutant that only held-out tests catch; else, in equal shares, a mutant that a visible test catches, a file beside the target, a reply without its form, a placeholder, or a reply that is cut off. So α is what the fast rig calls the gate's false accepts, and the sections below say which it was.

A task is a part of a published package that was taken out: a function, a module, or a released fix. Half of the package's test files are its checks, the other half is kept outside, and all of them judge what stands in the user's folder at the end. *All right*: it says that it is done, and all tests of all tasks pass. *Silently wrong*: it says so, and a test fails; one shot always says so. *Honest stop*: it says that it is not done. Intervals are of Clopper and Pearson, 95 %. A mission that was ended from outside, by a deadline or a crash, is *not finished* and counts for nothing else. Tokens are counted as bytes over four; *new* leaves out what a request has in common with the beginning of an earlier one, which providers charge less for.

Every arm may try a task 8 times; all meet the same tasks, mutants and luck. **Ours** is the plugin with \`weak\` for all roles and \`strong\` (p = ${world.strongP}) where the ladder escalates to it; **ours, weak alone** and the others have no stronger model. **One shot**: \`opencode run\`, every task once. **Best of 8**: each task in sessions of its own until the visible tests pass. **Looped**: one session, one task after another until its visible tests pass. **Looped, side by side**: one session that reads, writes and tests all open tasks in each reply: the least that a loop can cost. In a mission of one task the Searcher is taken to see that it is one, so nobody plans.
${worlds.map((title) => worldSection(title, outcomes.filter((outcome) => titleOf(outcome) === title), foretell)).join("")}
## Every mission

| tasks | α | mission | arm | end | wrong | calls | to \`strong\` | tokens read | of these new | tokens written | seconds | commit |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
${outcomes.toSorted(inOrder).map(rowOf).join("\n")}

${reasons(outcomes)}
${machines(outcomes)}

${taskSection(confirmed)}`;
}

function titleOf({ tasks, alpha }: Outcome): string {
  return `Missions of ${tasks} ${tasks === 1 ? "task" : "tasks"}, α = ${alpha}`;
}

function worldSection(title: string, outcomes: readonly Outcome[], foretell: Foretell): string {
  const [first] = outcomes;
  const rows = arms.flatMap((arm) => summary(arm, outcomes.filter((outcome) => outcome.arm === arm)));
  return `
## ${title}

| arm | missions | all right | silently wrong | honest stop | not finished | tasks right | calls a task | tokens a mission | of these new |
|---|---|---|---|---|---|---|---|---|---|
${rows.join("\n")}

${[goalLine(outcomes), gateLine(outcomes), tokensLine(outcomes), first === undefined ? "" : foretoldLine(foretell(first.tasks, first.alpha))].filter((line) => line !== "").join("\n\n")}
`;
}

/** The goal speaks of ten missions of 24 tasks: fewer meet nothing. */
function goalLine(outcomes: readonly Outcome[]): string {
  const own = outcomes.filter((outcome) => outcome.arm === "ours" && outcome.tasks === 24 && isSettled(outcome));
  if (own.length === 0) return "";
  const [right, silent] = [own.filter(isAllRight).length, own.filter(isSilentlyWrong).length];
  const isMet = own.length >= 10 && right >= 0.9 * own.length && silent === 0;
  const verdict = isMet ? "met" : own.length < 10 ? "open, with fewer than ten missions" : "**not met**";
  return `Goal for ours, 9 of 10 missions all right and none silently wrong: ${verdict}; ${right} of ${own.length} are all right, ${silent} silently wrong.`;
}

/** Of the missions that both have all right: what is not right costs as little as one likes. */
function tokensLine(outcomes: readonly Outcome[]): string {
  const right = (arm: ArmName) => new Map(outcomes.flatMap((outcome) => (outcome.arm === arm && isAllRight(outcome) ? [[outcome.mission, outcome] as const] : [])));
  const own = right("ours");
  const lines = (["looped", "looped, side by side", "best of 8 with the tests"] as const).flatMap((arm) => {
    const pairs = [...right(arm)].flatMap(([mission, other]) => {
      const mine = own.get(mission);
      return mine === undefined ? [] : [{ mine, other }];
    });
    if (pairs.length === 0) return [];
    const ratio = (of: (outcome: Outcome) => number) => (pairs.reduce((sum, { mine }) => sum + of(mine), 0) / pairs.reduce((sum, { other }) => sum + of(other), 0)).toFixed(2);
    return [`${ratio(tokensOf)} times those of *${arm}* (${ratio(newTokensOf)} of the new ones; ${pairs.length} ${pairs.length === 1 ? "mission" : "missions"})`];
  });
  return lines.length === 0 ? "" : `Tokens of ours in missions that both have all right: ${lines.join("; ")}.`;
}

function foretoldLine({ missions, allRight, silentlyWrong, honestStop, tokensPerTask }: Tally): string {
  const percent = ({ share: of }: { readonly share: number }) => `${(of * 100).toFixed(1)} %`;
  return `The fast rig says of ours in the same world, ${missions} missions: all right ${percent(allRight)}, silently wrong ${percent(silentlyWrong)}, honest stop ${percent(honestStop)}; it assumes ${Math.round(tokensPerTask)} tokens a task.`;
}

function summary(arm: ArmName, all: readonly Outcome[]): string[] {
  if (all.length === 0) return [];
  const outcomes = all.filter(isSettled);
  const cell = (fits: (outcome: Outcome) => boolean): string => share(outcomes.filter(fits).length, outcomes.length);
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const tasks = sum((outcome) => outcome.tasks);
  const each = (total: number, by: number, digits: number) => (by === 0 ? "" : (total / by).toFixed(digits));
  const cells = [
    arm,
    String(outcomes.length),
    cell(isAllRight),
    cell(isSilentlyWrong),
    cell(({ end }) => end === "stopped"),
    String(all.length - outcomes.length),
    `${tasks - sum(({ wrong }) => wrong.length)} of ${tasks}`,
    each(sum(({ calls }) => calls), tasks, 1),
    each(sum(tokensOf), outcomes.length, 0),
    each(sum(newTokensOf), outcomes.length, 0),
  ];
  return [`| ${cells.join(" | ")} |`];
}

function newTokensOf(outcome: Outcome): number {
  return tokensOf(outcome) - outcome.cachedTokens;
}

function share(hits: number, of: number): string {
  if (of === 0) return "";
  const { low, high } = clopperPearson(hits, of);
  return `${hits} (${Math.round(low * 100)}–${Math.round(high * 100)} %)`;
}

/** What the gate let through here is what decides: held-out tests are half of the suite. */
function gateLine(outcomes: readonly Outcome[]): string {
  const gates = outcomes.flatMap(({ gate }) => gate ?? []);
  const sum = (of: (gate: (typeof gates)[number]) => number) => gates.reduce((total, gate) => total + of(gate), 0);
  const [wrong, accepted, right, refused] = [sum((one) => one.wrong), sum((one) => one.wrongAccepted), sum((one) => one.right), sum((one) => one.rightRefused)];
  const flagged = outcomes.flatMap((outcome) => (isSilentlyWrong(outcome) && outcome.arm === "ours" ? outcome.wrong.map((id) => outcome.flagged.includes(id)) : []));
  const told = flagged.length === 0 ? "" : ` Of the ${flagged.length} tasks that ours has silently wrong, the report lists a reviewer's concern at ${flagged.filter(Boolean).length}.`;
  return `The gate accepted ${share(accepted, wrong) || "none"} of ${wrong} wrong attempts that it saw (α of what reaches it: a reply without its form, or cut off, does not), and refused ${share(refused, right) || "none"} of ${right} right ones (β).${told}`;
}

function inOrder(left: Outcome, right: Outcome): number {
  return right.tasks - left.tasks || left.alpha - right.alpha || left.mission - right.mission || arms.indexOf(left.arm) - arms.indexOf(right.arm);
}

function rowOf(outcome: Outcome): string {
  const { mission, arm, tasks, alpha, wrong, end, calls, strongCalls, promptTokens, cachedTokens, completionTokens, seconds, commit } = outcome;
  const told = end === "not finished" ? "" : end === "stopped" && wrong.length === tasks ? "all: nothing landed" : wrong.join(", ") || "none";
  const cells = [tasks, alpha, mission, arm, end, told, calls, strongCalls, promptTokens, promptTokens - cachedTokens, completionTokens, seconds.toFixed(0), commit];
  return `| ${cells.join(" | ")} |`;
}

function reasons(outcomes: readonly Outcome[]): string {
  const told = outcomes.toSorted(inOrder).filter(({ end }) => end !== "done");
  const lines = told.map(({ tasks, alpha, mission, arm, reason }) => `- ${tasks} tasks, α = ${alpha}, mission ${mission}, ${arm}: ${oneLine(reason)}`);
  return lines.length === 0 ? "" : `Why it did not end as done:\n\n${lines.join("\n")}\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[<>|`[\]]/g, " ").slice(0, 400);
}

function machines(outcomes: readonly Outcome[]): string {
  const names = [...new Set(outcomes.map(({ machine }) => machine))];
  return `Measured on: ${names.join("; ")}. Seconds are of a machine that others used as well. Each mission is a line of [real-missions.jsonl](evidence/real-missions.jsonl).`;
}

function taskSection(confirmed: readonly Confirmed[]): string {
  const count = (kind: string) => confirmed.filter(({ task }) => task.kind === kind).length;
  const [caught, letThrough] = [confirmed.reduce((sum, { errors }) => sum + errors.caught, 0), confirmed.reduce((sum, { errors }) => sum + errors.letThrough, 0)];
  const rows = confirmed.map(({ task, errors }) => {
    const subject = task.kind === "function" ? `${task.subject} in ${task.path}` : task.path;
    return `| ${task.id} | ${task.package} ${task.version} | ${subject} | ${task.visible.length} | ${task.hidden.length} | ${errors.letThrough} of ${errors.caught + errors.letThrough} |`;
  });
  return `## The tasks

${confirmed.length} tasks, each confirmed by running its tests: without the part some visible and some held-out test fail, with it all pass. ${taskKinds.map((kind) => `${count(kind)} of the kind ${kind}`).join(", ")}. The last column says how many of a few mutants of the part, of those that any test catches, the visible tests let through: ${letThrough} of ${caught + letThrough} in all, since half of the tests are held out.

| task | package | part | visible test files | held out | mutants let through |
|---|---|---|---|---|---|
${rows.join("\n")}
`;
}
