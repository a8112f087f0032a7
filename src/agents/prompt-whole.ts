// What is asked about the mission as a whole: a reviewer's look at all of it, and the Planner's tasks for what was proven
// against it.
import type { ChangedFile } from "../core/change.ts";
import type { PlanProblem } from "../core/plan.ts";
import type { PlannedTask } from "../core/question.ts";
import type { Judged } from "../core/judged.ts";
import { othersMax, showOther } from "./prompt-question.ts";
import { goalOf, goalRule, limitsOf, mapOf, problemsOf, shardOf, type Section } from "./prompt-sections.ts";
import { bullets, cutChars, cutLines, fenced, firstOf, oneLine } from "./prompt-text.ts";

export interface WholePrompt {
  readonly kind: "review-whole";
  readonly goal: string;
  readonly map: string;
  /** The plan's. */
  readonly summary: string;
  readonly tasks: readonly PlannedTask[];
  /** Problems that were proven before. */
  readonly known: readonly string[];
  /** Cut to its bound already. */
  readonly diff: string;
  readonly files: readonly ChangedFile[];
}

export interface FollowUpPrompt {
  readonly kind: "follow-up";
  readonly goal: string;
  readonly map: string;
  readonly shard: string;
  readonly counterexamples: readonly Judged[];
  readonly others: readonly PlannedTask[];
  /** What was wrong with the plan before. */
  readonly problems: readonly PlanProblem[];
  readonly allowedCommands: readonly string[];
  readonly tasksMax: number;
  readonly filesPerTaskMax: number;
}

export const filesShownMax = 100;
export const counterexamplesShownMax = 10;
const lineCharsMax = 300;
const testBytesMax = 2_000;

export function wholeSections({ goal, map, summary, tasks, known, diff, files }: WholePrompt): readonly Section[] {
  return [
    ["", goalRule],
    mapOf(map),
    goalOf(goal),
    ["What was done", fenced([cutChars(oneLine(summary), lineCharsMax), bullets(firstOf(tasks.map(showOther), othersMax))].join("\n"))],
    ["Changed files", fenced(firstOf(files.map(({ path, status }) => `${status} ${path}`), filesShownMax).join("\n"))],
    ["The whole change", diff === "" ? "" : fenced(diff, "diff")],
    ["Proven before; bring something else", known.length === 0 ? "" : fenced(known.map((line) => cutChars(oneLine(line), lineCharsMax)).join("\n"))],
    [
      "What is wanted",
      "All tasks are merged, and each was reviewed alone. Hold the whole against the goal: what it asks for and nobody did, " +
        "parts that do not fit together, what worked before and does not any more. A fix may change any file but a test that is there.",
    ],
  ];
}

export function followUpSections(request: FollowUpPrompt): readonly Section[] {
  const { goal, map, shard, counterexamples, others, problems, tasksMax } = request;
  const shown = counterexamples.slice(0, counterexamplesShownMax).map(showCounterexample);
  const most = tasksMax === 1 ? "one task" : `at most ${tasksMax} tasks`;
  return [
    ["", goalRule],
    mapOf(map),
    goalOf(goal),
    limitsOf(request),
    shardOf(shard),
    ["Merged already", fenced(bullets(firstOf(others.map(showOther), othersMax)))],
    ["What a reviewer proved wrong with it", shown.join("\n\n")],
    problemsOf(problems),
    [
      "What is wanted",
      `Hand in a plan (${most}) that mends exactly this, and nothing else. The tests shown here are added to the last task, ` +
        "and their commands to its checks: leave both out. Leave verify empty.",
    ],
  ];
}

function showCounterexample({ concern, trial }: Judged): string {
  const { file, line, problem, counterexample } = concern;
  const place = file === null ? "" : `${file}${line === null ? "" : `:${line}`}: `;
  const lines = [
    `${place}${problem}`,
    ...(counterexample === null ? [] : [`Expected: ${counterexample.expected}`, `Actual: ${counterexample.actual}`]),
    ...(trial.command === null ? [] : [`Fails: ${trial.command}`]),
  ].map((text) => cutChars(oneLine(text), lineCharsMax));
  const test = counterexample === null || counterexample.content === null ? [] : [`${oneLine(counterexample.path ?? "")}:`, cutLines(counterexample.content, testBytesMax)];
  return fenced([...lines, ...test].join("\n"));
}
