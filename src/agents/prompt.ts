// The first message of each role's session, in a fixed order and without times, random names or absolute paths, so that
// sibling tasks share a cached beginning. The role's own prompt is the system's; see the files by role.
import type { Finding } from "../core/change.ts";
import type { PlanProblem, Provision } from "../core/plan.ts";
import type { Brief } from "../core/reply.ts";
import { pivotSections, replanSections, type PivotPrompt, type ReplanPrompt } from "./prompt-question.ts";
import {
  diffOf,
  findingsOf,
  goalOf,
  goalRule,
  limitsOf,
  mapOf,
  problemsOf,
  providedOf,
  shardOf,
  taskBeginning,
  type AboutTask,
  type Section,
} from "./prompt-sections.ts";
import { followUpSections, wholeSections, type FollowUpPrompt, type WholePrompt } from "./prompt-whole.ts";
import { bullets, cutLines, fenced, firstOf, oneLine, sections } from "./prompt-text.ts";

export interface SearchPrompt {
  readonly kind: "search";
  /** The user's own words; sent as they are. */
  readonly goal: string;
  readonly map: string;
  /** Files that one writer may change; 0 if the goal is to be planned whatever the Searcher finds. */
  readonly writesMax: number;
}

export interface PlanPrompt {
  readonly kind: "plan";
  readonly goal: string;
  readonly map: string;
  readonly brief: Brief | null;
  readonly shard: string;
  /** What was wrong with the plan before. */
  readonly problems: readonly PlanProblem[];
  readonly allowedCommands: readonly string[];
  readonly tasksMax: number;
  readonly filesPerTaskMax: number;
}

interface TaskPrompt extends AboutTask {
  readonly shard: string;
}

export interface CodePrompt extends TaskPrompt {
  readonly kind: "code";
  /** What the merged tasks that it depends on provide. */
  readonly provided: readonly Provision[];
  /** What an earlier try failed by; empty at the first. */
  readonly findings: readonly Finding[];
  /** Whether the work is to be gone about another way than at the first try. */
  readonly isAnotherWay: boolean;
}

export interface FixPrompt extends TaskPrompt {
  readonly kind: "fix";
  readonly provided: readonly Provision[];
  readonly diff: string;
  readonly findings: readonly Finding[];
}

export interface ReviewPrompt extends TaskPrompt {
  readonly kind: "review";
  readonly diff: string;
  /** What the gate could not check. */
  readonly notes: readonly string[];
}

export type PromptRequest = SearchPrompt | PlanPrompt | CodePrompt | FixPrompt | ReviewPrompt | ReplanPrompt | PivotPrompt | WholePrompt | FollowUpPrompt;

export const briefBytesMax = 8_000;
export const notesMax = 20;

export function composePrompt(request: PromptRequest): string {
  switch (request.kind) {
    case "search":
      return sections([["", goalRule], mapOf(request.map), goalOf(request.goal), wholeOf(request)]);
    case "plan":
      return composePlan(request);
    case "code":
      return sections([...taskBeginning(request), providedOf(request.provided), shardOf(request.shard), earlierOf(request)]);
    case "fix":
      return sections([
        ...taskBeginning(request),
        providedOf(request.provided),
        shardOf(request.shard),
        diffOf("The change as it stands in the files", request.diff),
        findingsOf("Findings to repair", request.findings),
      ]);
    case "review":
      return sections([
        ...taskBeginning(request),
        shardOf(request.shard),
        diffOf("The change", request.diff),
        ["The gate's notes", bullets(firstOf(request.notes, notesMax))],
      ]);
    case "replan":
      return sections(replanSections(request));
    case "review-whole":
      return sections(wholeSections(request));
    case "follow-up":
      return sections(followUpSections(request));
    case "pivot":
      return sections(pivotSections(request));
  }
}

function wholeOf({ writesMax }: SearchPrompt): Section {
  if (writesMax === 0) return ["", ""];
  const body =
    `If one coder can reach the whole goal by changing at most ${writesMax} files, tests included, name all of them in writes, ` +
    "and in checks the commands that show that it works. If in doubt leave both out: then a planner cuts the goal into tasks.";
  return ["One coder", body];
}

function composePlan(request: PlanPrompt): string {
  const { brief } = request;
  return sections([
    ["", goalRule],
    mapOf(request.map),
    goalOf(request.goal),
    limitsOf(request),
    ["What the search found", brief === null ? "" : fenced(cutLines(showBrief(brief), briefBytesMax))],
    shardOf(request.shard),
    problemsOf(request.problems),
  ]);
}

function showBrief(brief: Brief): string {
  const places = brief.places.map(({ path, lines, symbols, why }) => {
    const where = lines === null ? path : `${path}:${lines[0]}-${lines[1]}`;
    const what = symbols.length === 0 ? "" : ` (${symbols.join(", ")})`;
    return oneLine(`${where}${what}${why === "" ? "" : `: ${why}`}`);
  });
  return [brief.summary, ...places, ...brief.notes.map((note) => `Note: ${oneLine(note)}`)].filter((line) => line !== "").join("\n");
}

/** At the very end, so that all tries at a task share what comes before. */
function earlierOf({ findings, isAnotherWay }: CodePrompt): Section {
  const [heading, failed] = findingsOf("An earlier try failed by this; do it better", findings);
  if (!isAnotherWay) return [heading, failed];
  return [failed === "" ? "Another way" : heading, [failed, anotherWay].filter((part) => part !== "").join("\n")];
}

const anotherWay =
  "Go about it another way: before you edit, read every file named here from its top, and list for yourself each point of " +
  "the acceptance with the file and function that will meet it. Then write the simplest code that meets them, and check after each file.";
