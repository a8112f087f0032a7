// What an agent is: a role with its prompt, its tools and its way to hand in. It knows nothing of any host's start, and
// nothing heavy is loaded by it, since the plugin's start reads it.
import type { Role } from "../core/ids.ts";

/** Tools of the host, then ours. */
export type ToolName =
  | "read"
  | "grep"
  | "glob"
  | "edit"
  | "write"
  | "mission"
  | "page"
  | "check"
  | ReplyToolName;

export type ReplyToolName = "submit_brief" | "submit_plan" | "submit_work" | "submit_review" | "submit_choice";

export interface AgentDefinition {
  readonly role: Role;
  /** As OpenCode lists it. */
  readonly agentName: string;
  readonly description: string;
  readonly prompt: string;
  readonly tools: readonly ToolName[];
  /** Null for the Orchestrator in the user's session, which hands nothing in. */
  readonly replyTool: ReplyToolName | null;
  /** What the reply tool tells the model of itself; empty where there is none. */
  readonly replyToolDescription: string;
  /** `primary` agents talk with the user, `subagent`s only work in sessions of ours. */
  readonly mode: "primary" | "subagent";
  /** Model calls in one session; the settings may allow fewer, never more. */
  readonly stepsMax: number;
}

export type Permission = Readonly<Record<string, "allow" | "deny">>;

/** OpenCode's permission rules, of which the last that matches counts: so everything is denied first. Nothing asks. */
export function permissionOf(tools: readonly ToolName[]): Permission {
  return { "*": "deny", ...Object.fromEntries(tools.map((tool) => [tool, "allow" as const])) };
}
