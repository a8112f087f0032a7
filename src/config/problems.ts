// Checks one layer against the schema and words what is wrong with it, all at once. Does not know whether the layer
// was a file, the environment or an object: the layer itself says where a key stands.
import type { core } from "zod";
import { nearestName } from "./nearest.ts";
import type { ConfigurationSchema, WrittenSettings } from "./schema.ts";
import { expectation, nodeAt, type KeyPath, type SchemaNode } from "./schema-node.ts";

export interface Layer {
  /** What stands below `[orchestrator]`, unchecked. */
  readonly value: unknown;
  /** Where a key was written, for people: `/home/me/app/opencode.toml:3:1`. */
  locate(path: KeyPath): string;
}

/** A fault of the configuration: where, and what was wrong there. */
export interface ConfigProblem {
  readonly where: string;
  readonly message: string;
}

export type CheckedLayer =
  | { readonly ok: true; readonly written: WrittenSettings }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

export function checkLayer(layer: Layer, schema: ConfigurationSchema): CheckedLayer {
  const parsed = schema.table.safeParse(layer.value, { reportInput: true });
  if (parsed.success) return { ok: true, written: parsed.data };
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, layer, schema.node));
  // Numerically, so that line 9 comes before line 10.
  const { compare } = new Intl.Collator("en", { numeric: true });
  return { ok: false, problems: problems.sort((left, right) => compare(left.where, right.where)) };
}

function problemsOf(issue: core.$ZodIssue, layer: Layer, root: SchemaNode): readonly ConfigProblem[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      where: layer.locate([...path, key]),
      message: unknownKey(key, tableName(path), Object.keys(nodeAt(root, path)?.properties ?? {})),
    }));
  }
  const place = [...path, ...deepestPath(issue)];
  if (issue.code === "custom") return [{ where: layer.locate(place), message: `${keyName(place)} ${issue.message}` }];
  const node = nodeAt(root, place);
  const expected = node === null ? "something else" : expectation(node);
  const message = `${keyName(place)} must be ${expected}, not ${shown(valueAt(layer.value, place))}`;
  return [{ where: layer.locate(place), message }];
}

/** Of a value that fits no branch of a union, the branch that got furthest tells where it went wrong. */
function deepestPath(issue: core.$ZodIssue): KeyPath {
  if (issue.code !== "invalid_union") return [];
  const paths = issue.errors.flatMap((branch) =>
    branch.map((inner) => inner.path.map((step) => (typeof step === "number" ? step : String(step)))),
  );
  return paths.reduce<KeyPath>((deepest, path) => (path.length > deepest.length ? path : deepest), []);
}

/** The wording of an unknown name, with the nearest valid one or, failing that, all of them. */
export function unknownKey(key: string, where: string, valid: readonly string[]): string {
  const nearest = nearestName(key, valid);
  const advice = nearest === null ? `valid there: ${valid.join(", ")}` : `did you mean ${JSON.stringify(nearest)}?`;
  return `unknown key ${shown(key)} in ${where}; ${advice}`;
}

function tableName(path: KeyPath): string {
  return `[${["orchestrator", ...path].join(".")}]`;
}

/** `limits.tasks_max`, `models.coder[1]`. */
export function keyName(path: KeyPath): string {
  if (path.length === 0) return "[orchestrator]";
  return path.reduce<string>(
    (name, step) => (typeof step === "number" ? `${name}[${step}]` : name === "" ? step : `${name}.${step}`),
    "",
  );
}

function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );
}

const shownCharsMax = 60;

/** A value as an error message can bear it: short, on one line, without what it contains if it is large. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Date) return "a date";
  if (typeof value === "object" && value !== null) return "a table";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}…` : text;
}
