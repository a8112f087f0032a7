// A task's story, in order: what it is, every try and every question with why it was made and what came of it, and the
// end. Made from the view and nothing else; the report tells it of every task.
import type { Finding } from "./change.ts";
import type { Judged, LadderStep } from "./mission.ts";
import type { AttemptView, TaskView } from "./view.ts";
import { totalTokens } from "./usage.ts";

const messageCharsMax = 400;

/** Lines of Markdown, without a heading. */
export function taskStory(task: TaskView): string[] {
  const lines = [`State: ${task.state}${task.reason === "" ? "" : `, since ${oneLine(task.reason, messageCharsMax)}`}`];
  if (task.parent !== null) lines.push(`Took the place of: ${task.parent}`);
  if (task.dependsOn.length > 0) lines.push(`Rests on: ${task.dependsOn.join(", ")}`);
  if (task.granted.length > 0) lines.push(`Granted on request: ${task.granted.join(", ")}`);
  for (const entry of inOrder(task)) lines.push("", ...("attempt" in entry ? attemptLines(entry) : stepLines(entry)));
  if (task.concerns.length > 0) lines.push("", "What reviewers held against it:", list(task.concerns.map(judgedLine)));
  if (task.notes.length > 0) lines.push("", "Not checked:", list(task.notes));
  return lines;
}

function judgedLine({ concern, trial }: Judged): string {
  return `${trial.outcome}: ${oneLine(concern.problem, messageCharsMax / 2)} (${oneLine(trial.why, messageCharsMax / 2)})`;
}

function inOrder({ attempts, steps }: TaskView): (AttemptView | LadderStep)[] {
  const after = (count: number) => steps.filter((step) => step.after === count);
  return [...after(0), ...attempts.flatMap((attempt) => [attempt, ...after(attempt.attempt)])];
}

function attemptLines(attempt: AttemptView): string[] {
  const model = attempt.model === null ? "" : ` on ${attempt.model}`;
  const commit = attempt.commit === null ? "" : `, commit ${short(attempt.commit)}`;
  const spent = `${seconds(attempt.durationMs)}, ${attempt.usage.calls} calls, ${totalTokens(attempt.usage)} tokens`;
  return [
    `- Attempt ${attempt.attempt}: ${attempt.role}${model} (${attempt.rung}; ${oneLine(attempt.why, messageCharsMax)}) → **${attempt.end}** (${spent}${commit})`,
    ...attempt.findings.map((finding) => `  - ${findingLine(finding)}`),
    ...(attempt.findings.length === 0 && attempt.message !== "" ? [`  - ${oneLine(attempt.message, messageCharsMax)}`] : []),
  ];
}

const askedOf: Readonly<Record<LadderStep["rung"], string>> = {
  replan: "The Planner was asked for another plan",
  split: "The Planner was asked to split it",
  pivot: "The Orchestrator was asked for a way out",
  stop: "Given up",
};

function stepLines({ rung, why, ways, outcome }: LadderStep): string[] {
  const listed = ways.length === 0 ? "" : ` Listed: ${ways.map(({ key }) => key).join(", ")}.`;
  const came = outcome === "" ? "under way" : oneLine(outcome, messageCharsMax);
  return [`- ${askedOf[rung]} (${oneLine(why, messageCharsMax)}).${listed} → **${came}**`];
}

export function findingLine(finding: Finding): string {
  const place = finding.file === null ? "" : `${finding.file}${finding.line === null ? "" : `:${finding.line}`} `;
  return `${place}[${finding.rule}] ${oneLine(finding.message, messageCharsMax)}`;
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${oneLine(item, messageCharsMax)}`).join("\n");
}

export function oneLine(text: string, charsMax: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > charsMax ? `${line.slice(0, charsMax)} …` : line;
}

export function short(commit: string | null): string {
  return commit === null ? "" : commit.slice(0, 10);
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
