// Makes turns of an answer: what the model says first, second, and so on. Which one is due is in the request itself, so
// nothing is remembered between requests.
import { missionTool, submitTools, type Answer, type Identity, type ScriptedEdit, type ToolCall, type Turn } from "./script.ts";

/** What stands after the last turn. */
const closing: Turn = { text: "Done." };

/** What the turns of an answer depend on, besides the answer. */
export interface Setting {
  readonly role: Identity["role"];
  readonly tools: readonly string[];
  readonly wantsJson: boolean;
}

export function turnAt(answer: Answer, setting: Setting, index: number): Turn {
  const turns = answer.turns ?? compile(answer, setting);
  return turns[index] ?? closing;
}

/** Reads what is to be edited in place, edits, hands in, and ends with a short text. */
function compile(answer: Answer, setting: Setting): readonly Turn[] {
  // Whoever offers no tool wants a text, as OpenCode does for a summary of a session that grew too long.
  const edits = setting.tools.length === 0 ? [] : (answer.edits ?? []);
  const turns: Turn[] = [];
  const read = new Set(edits.filter((edit) => "old" in edit).map((edit) => edit.path));
  if (read.size > 0) turns.push({ calls: [...read].map((filePath) => ({ tool: "read", args: { filePath } })) });
  for (const round of roundsOf(edits)) turns.push({ calls: round.map(editCall) });
  if (answer.reply === undefined) return turns;
  const tool = offeredSubmitTool(setting);
  if (tool !== null) turns.push({ calls: [{ tool, args: answer.reply }] });
  else if (setting.role !== "orchestrator") turns.push({ text: replyText(answer.reply, setting.wantsJson) });
  return turns;
}

/** Calls of one turn run side by side, so a second edit of the same file waits for the next turn. */
function roundsOf(edits: readonly ScriptedEdit[]): readonly (readonly ScriptedEdit[])[] {
  const rounds: ScriptedEdit[][] = [];
  const done = new Map<string, number>();
  for (const edit of edits) {
    const round = done.get(edit.path) ?? 0;
    done.set(edit.path, round + 1);
    (rounds[round] ??= []).push(edit);
  }
  return rounds;
}

function editCall(edit: ScriptedEdit): ToolCall {
  if ("content" in edit) return { tool: "write", args: { filePath: edit.path, content: edit.content } };
  return { tool: "edit", args: { filePath: edit.path, oldString: edit.old, newString: edit.new } };
}

function replyText(reply: unknown, wantsJson: boolean): string {
  return wantsJson ? JSON.stringify(reply) : `\`\`\`json\n${JSON.stringify(reply, null, 2)}\n\`\`\``;
}

/** The submit tool's name if the role's tool is offered, else null. */
export function offeredSubmitTool(setting: Setting): string | null {
  if (setting.role === null) return null;
  const own = submitTools[setting.role];
  const tools = setting.role === "orchestrator" ? [own, missionTool] : [own];
  return tools.find((tool) => setting.tools.includes(tool)) ?? null;
}
