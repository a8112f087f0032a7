// Chooses the answer to a request: the script's entry that says most about it, else the role's default. Turns and
// faults are others' business.
import type { Answer, AnswerFunction, Identity, Script, ScriptEntry } from "./script.ts";

const greeting: Answer = { turns: [{ text: "Hello." }] };
const startMission: Answer = { reply: {} };
const giveUp: Answer = { reply: { choice: "drop", reason: "no other way was scripted" } };
const approve: Answer = { reply: { verdict: "approve", concerns: [] } };

export function chooseAnswer(script: Script, identity: Identity): Answer | AnswerFunction {
  const entry = chooseEntry(script.entries, identity);
  if (entry !== null) return entry.answer;
  if (identity.role === "orchestrator") return identity.task === null ? startMission : giveUp;
  if (identity.role === "reviewer") return approve;
  return script.otherwise ?? greeting;
}

function chooseEntry(entries: readonly ScriptEntry[], identity: Identity): ScriptEntry | null {
  let best: ScriptEntry | null = null;
  for (const entry of entries) {
    if (fits(entry, identity) && (best === null || weight(entry) > weight(best))) best = entry;
  }
  return best;
}

function fits(entry: ScriptEntry, identity: Identity): boolean {
  return (
    entry.role === identity.role &&
    (entry.task === identity.task || (entry.task === undefined && fitsAnyTask(identity))) &&
    (entry.attempt === undefined || entry.attempt === identity.attempt)
  );
}

/** Of the Planner and the Orchestrator, a task is asked about in another question than the whole. */
function fitsAnyTask({ role, task }: Identity): boolean {
  return task === null || (role !== "planner" && role !== "orchestrator");
}

function weight(entry: ScriptEntry): number {
  return (entry.task === undefined ? 0 : 2) + (entry.attempt === undefined ? 0 : 1);
}
