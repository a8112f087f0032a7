// The environment's layer: `OPENCODE_ORCHESTRATOR_LIMITS_TASKS_MAX=50` is `limits.tasks_max`. Turns text into the kinds
// of values that the schema wants; whether they are right is checked like any other layer.
import { unknownKey, type ConfigProblem, type Layer } from "./problems.ts";
import { leavesOf, takesList, type KeyPath, type SchemaNode } from "./schema-node.ts";

const prefix = "OPENCODE_ORCHESTRATOR_";

export function environmentName(path: KeyPath): string {
  return `${prefix}${path.join("_").replace(/\W/g, "_").toUpperCase()}`;
}

export interface EnvironmentLayer {
  readonly layer: Layer;
  readonly problems: readonly ConfigProblem[];
}

export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  root: SchemaNode,
): EnvironmentLayer {
  const leaves = new Map(leavesOf(root).map((leaf) => [environmentName(leaf.path), leaf]));
  const value: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const [name, text] of Object.entries(environment)) {
    // An empty variable is the usual way to say "not set".
    if (!name.startsWith(prefix) || text === undefined || text === "") continue;
    const leaf = leaves.get(name);
    if (leaf !== undefined) setAt(value, leaf.path, valueOf(text, leaf.node));
    else problems.push({ where: name, message: unknownKey(name, "the environment", [...leaves.keys()]) });
  }
  return { layer: { value, locate: environmentName }, problems };
}

function setAt(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [step = "", ...rest] = path;
  if (rest.length === 0) {
    target[step] = value;
    return;
  }
  const inner = (target[step] ?? {}) as Record<string, unknown>;
  target[step] = inner;
  setAt(inner, rest, value);
}

function valueOf(text: string, node: SchemaNode): unknown {
  const trimmed = text.trim();
  if (takesList(node)) return listOf(trimmed);
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** A JSON array, or entries between commas. */
function listOf(text: string): unknown {
  if (text.startsWith("[")) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return text.split(",").map((entry) => entry.trim());
}
