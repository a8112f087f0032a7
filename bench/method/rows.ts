// Which arms are put into which worlds: the rows of docs/evidence.md.
import { makeSettings } from "../../test/support/settings.ts";
import { bestOf, looped, oneShot, ours, type Arm } from "./arms.ts";
import { strong, weak } from "./truth.ts";
import { standard, type ReviewerKind, type World } from "./world.ts";

const { limits, models } = makeSettings();
const weakOnly = { ...models, coder: [weak], fixer: [weak], planner: [weak], searcher: [weak], reviewer: [weak] };

export interface Named<T> {
  readonly name: string;
  readonly value: T;
}

export const compared: readonly Named<Arm>[] = [
  { name: "ours", value: ours() },
  { name: "one shot", value: oneShot(weak) },
  { name: "one agent in a loop, ≤ 5 calls a task", value: looped(weak, 5) },
  { name: "best of 5 with the gate", value: bestOf(5, weak) },
  { name: "one shot, strong", value: oneShot(strong) },
  { name: "strong, best of 2 with the gate", value: bestOf(2, strong) },
];

/** Ours with one part taken away. */
export const ablated: readonly Named<Arm>[] = [
  { name: "less the gate (it accepts all)", value: ours({ reviewers: 0 }, (world) => ({ ...world, alpha: 1, beta: 0 })) },
  { name: "less the Fixer", value: ours({ limits: { ...limits, fixerRoundsMax: 0 } }) },
  { name: "less findings (the Fixer repairs no more than a fresh try)", value: ours({}, (world) => ({ ...world, repair: world.p / 3, strongRepair: world.strongP / 3 })) },
  { name: "less escalation", value: ours({ models: weakOnly }) },
  { name: "less review", value: ours({ reviewers: 0 }) },
  { name: "with every change reviewed", value: ours({ taskReviews: "always" }) },
  { name: "with 4 attempts instead of 8", value: ours({ limits: { ...limits, attemptsPerTaskMax: 4 } }) },
];

export const chances: readonly number[] = [0.2, 0.3, 0.5, 0.7, 0.9, 0.95];

export const alphas: readonly number[] = [0, 5e-4, 0.002, 0.005, 0.02, 0.05];

export const reviewers: readonly ReviewerKind[] = ["honest", "strict", "yes", "no", "liar", "silent"];

/** A gate so good that what is left is the method's own. */
export const fineGate: World = { ...standard, alpha: 5e-4 };

export const worlds: readonly Named<World>[] = [
  { name: "24 tasks, p = .5, concentration 4", value: standard },
  { name: "the same, concentration .5", value: { ...standard, concentration: 0.5 } },
  { name: "the same, all tasks alike", value: { ...standard, concentration: Number.POSITIVE_INFINITY } },
  { name: "1 task, p = .5", value: { ...standard, tasks: 1 } },
  { name: "1 task, p = .9", value: { ...standard, tasks: 1, p: 0.9 } },
  { name: "8 tasks, p = .5", value: { ...standard, tasks: 8 } },
  { name: "100 tasks, p = .7", value: { ...standard, tasks: 100, p: 0.7 } },
  { name: "24 tasks, concentration .5, 10 % impossible", value: { ...standard, concentration: 0.5, impossible: 0.1 } },
  { name: "a chain of 24, p = .9", value: { ...standard, shape: "chain", p: 0.9 } },
];
