// What a model is told when its reply was malformed: what is wrong, what to do, how many tries are left.
import type { Role } from "../core/ids.ts";
import { sessionAgents } from "./registry.ts";

export const correctionProblemsMax = 8;
export const problemCharsMax = 200;

/** One line each, as many as a model can keep in view. */
export function boundProblems(problems: readonly string[]): readonly string[] {
  const lines = problems.map((problem) => cutLine(problem, problemCharsMax));
  if (lines.length <= correctionProblemsMax) return lines;
  const rest = lines.length - correctionProblemsMax + 1;
  return [...lines.slice(0, correctionProblemsMax - 1), `and ${rest} more of the sort`];
}

export function correction(role: Role, problems: readonly string[], triesLeft: number): string {
  const { replyTool } = sessionAgents[role];
  const handIn = replyTool === null ? "answer again" : `call ${replyTool} again with the whole reply`;
  const wrong = boundProblems(problems).map((problem) => `- ${problem}`);
  if (triesLeft <= 0) return ["Not accepted:", ...wrong, "No tries are left. End your turn."].join("\n");
  const left = triesLeft === 1 ? "This is the last try." : `${triesLeft} tries left.`;
  return ["Not accepted:", ...wrong, `Mend this, then ${handIn}. ${left}`].join("\n");
}

/** Cut by whole characters, so that none is torn in half. */
function cutLine(text: string, charsMax: number): string {
  const line = text.slice(0, charsMax * 4).replace(/\s+/g, " ").trim();
  return line.length <= charsMax ? line : `${line.slice(0, charsMax - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
