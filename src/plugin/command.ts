// What the user typed after `/task`.

export type TaskCommand =
  | { readonly verb: "start"; readonly goal: string }
  | { readonly verb: "status" | "pause" | "resume" | "stop" }
  | { readonly verb: "empty" };

const verbs = ["status", "pause", "resume", "stop"] as const;
const quotes: Readonly<Record<string, string>> = { '"': '"', "'": "'", "“": "”", "«": "»" };

/** A verb standing alone is a verb; anything else is the goal, word for word but for quotes around the whole. */
export function parseTaskCommand(text: string): TaskCommand {
  const trimmed = text.trim();
  const verb = verbs.find((name) => name === trimmed.toLowerCase());
  if (verb !== undefined) return { verb };
  // `opencode run` puts quotes of its own around words with spaces, outside of those that the user typed.
  const goal = unquoted(unquoted(trimmed));
  return goal === "" ? { verb: "empty" } : { verb: "start", goal };
}

/** Without quotes around the whole; as it is if they belong to its parts, as in `"a" or "b"`. */
function unquoted(text: string): string {
  const open = text[0] ?? "";
  const close = quotes[open];
  if (text.length < 2 || close === undefined || !text.endsWith(close)) return text;
  const inner = text.slice(1, -1);
  const plain = inner.replaceAll(`\\${open}`, "");
  return plain.includes(open) || plain.includes(close) ? text : inner.replaceAll(`\\${open}`, open).trim();
}
