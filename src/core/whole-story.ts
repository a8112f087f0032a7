// What came of the review of the whole, in lines of Markdown. Made from the view and nothing else.
import { list, oneLine, short } from "./explain.ts";
import type { WholeConcern, WholeReview } from "./whole-record.ts";

const problemCharsMax = 200;

/** Empty if there is nothing to tell. */
export function wholeStory(whole: Readonly<WholeReview>): string[] {
  if (whole.look === 0) return whole.skipped === "" ? [] : [`Not reviewed: ${whole.skipped}.`];
  const lines = [looksLine(whole), ...followUpLines(whole)];
  const open = whole.concerns.filter(({ standing }) => standing === "open");
  const others = whole.concerns.filter(({ standing }) => standing !== "open");
  if (open.length > 0) lines.push("", "**Open**: proven, and not mended:", list(open.map(concernLine)));
  if (others.length > 0) lines.push("", "What else reviewers held against it:", list(others.map(concernLine)));
  return lines;
}

function looksLine({ look, lookedAt, concerns }: Readonly<WholeReview>): string {
  const at = `${look === 1 ? "Looked at once" : `Looked at ${look} times`}, last at ${short(lookedAt)}.`;
  return concerns.length === 0 ? `${at} Nothing was held against it.` : at;
}

function followUpLines({ followUp, followUpProblem, followUpTasks }: Readonly<WholeReview>): string[] {
  if (followUp === "none") return [];
  if (followUp === "given up") return [`No round of tasks could be opened for what was proven: ${oneLine(followUpProblem, problemCharsMax)}.`];
  return [`A round of tasks was opened for what was proven: ${followUpTasks.join(", ")}.`];
}

function concernLine({ concern, trial, look, standing, ranOn, lastRun }: WholeConcern): string {
  const problem = oneLine(concern.problem, problemCharsMax);
  if (standing === null) return `${trial.outcome} (look ${look}): ${problem} (${oneLine(trial.why, problemCharsMax)})`;
  return `${standing} (look ${look}): ${problem} (at ${short(ranOn)}: ${oneLine(lastRun, problemCharsMax)})`;
}
