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
  const closing = quotes[trimmed[0] ?? ""];
  const quoted = trimmed.length > 1 && closing !== undefined && trimmed.endsWith(closing);
  const inner = quoted ? trimmed.slice(1, -1) : trimmed;
  const goal = quoted && inner.includes(trimmed[0] ?? "") ? trimmed : inner.trim();
  return goal === "" ? { verb: "empty" } : { verb: "start", goal };
}
