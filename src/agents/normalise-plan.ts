// A plan as weak models send it, bent towards `Plan`. Judging it is the kernel's.
import {
  fieldsOf,
  isObject,
  pick,
  toLabel,
  toLabels,
  toList,
  toText,
  toTextOr,
  toTexts,
  unpack,
  type Fields,
} from "./coerce.ts";
import { taskKinds, type TaskKind } from "../core/plan.ts";

const commandNames = ["command", "cmd", "run", "check", "test"] as const;
const pathNames = ["path", "file", "name"] as const;
const idNames = ["id", "taskid", "key"] as const;
const taskIdCharsMax = 60;

export const planFields = ["tasks", "task", "steps"] as const;

/** `value` is an object with the plan's fields, or the list of its tasks alone. */
export function normalisePlan(value: unknown): unknown {
  const plan: Fields = Array.isArray(value) ? new Map([["tasks", value]]) : isObject(value) ? fieldsOf(value) : new Map();
  const tasks = pick(plan, ...planFields);
  return {
    summary: toTextOr(pick(plan, "summary", "title", "overview", "description"), ""),
    assumptions: toTexts(pick(plan, "assumptions", "assumption"), "text", "assumption"),
    verify: toCommands(pick(plan, "verify", "verification", "verifycommands")),
    tasks: tasks === undefined ? undefined : normaliseTasks(listOfTasks(tasks)),
  };
}

/** Some send `{"id": {…task}, …}` for a list. */
function listOfTasks(value: unknown): readonly unknown[] {
  const tasks = unpack(value);
  if (!isObject(tasks)) return toList(tasks);
  const entries = Object.entries(tasks);
  const isTask = fieldsOf(tasks).has("title") || fieldsOf(tasks).has("instruction");
  if (isTask || !entries.every(([, task]) => isObject(task))) return [tasks];
  return entries.map(([id, task]) => (isObject(task) ? { id, ...task } : task));
}

function normaliseTasks(tasks: readonly unknown[]): readonly unknown[] {
  const fields = tasks.map((task) => (isObject(task) ? fieldsOf(task) : null));
  const names = nameTasks(fields);
  return tasks.map((task, index) => {
    const own = fields[index];
    return own === null || own === undefined ? task : normaliseTask(own, names.ids[index] ?? "", names.idByName);
  });
}

interface TaskNames {
  readonly ids: readonly string[];
  /** From what the model may call a task (its id as written, its title) to its id. */
  readonly idByName: ReadonlyMap<string, string>;
}

/** Ids in the form that plans want. A task without one is named by its title, and told apart by a number. */
function nameTasks(tasks: readonly (Fields | null)[]): TaskNames {
  const given = tasks.map((task) => slug(task === null ? undefined : pick(task, ...idNames)));
  const taken = new Set(given);
  const idByName = new Map<string, string>();
  const ids = tasks.map((task, index) => {
    let id = given[index] ?? "";
    if (task !== null && id === "") {
      const base = slug(pick(task, "title", "name")) || `task-${index + 1}`;
      id = base;
      for (let copy = 2; taken.has(id); copy += 1) id = `${base}-${copy}`;
      taken.add(id);
    }
    const title = task === null ? "" : nameKey(pick(task, "title", "name"));
    if (title !== "" && !idByName.has(title)) idByName.set(title, id);
    return id;
  });
  for (const [index, id] of ids.entries()) {
    const task = tasks[index];
    const name = task === null || task === undefined ? "" : nameKey(pick(task, ...idNames));
    if (name !== "") idByName.set(name, id);
  }
  for (const id of ids) idByName.set(id, id);
  return { ids, idByName };
}

/** What names are compared by: letter case and punctuation vary. */
function nameKey(name: unknown): string {
  return slug(name) || String(toLabel(name) ?? "");
}

function slug(name: unknown): string {
  const text = toLabel(name);
  if (typeof text !== "string") return "";
  return text
    .slice(0, 200)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, taskIdCharsMax)
    .replace(/-$/, "");
}

function normaliseTask(task: Fields, id: string, idByName: ReadonlyMap<string, string>): unknown {
  const title = pick(task, "title", "name");
  const writes = pick(task, "writes", "write", "files", "file", "paths", "outputs", "filestowrite", "filestochange");
  const paths = writes === undefined ? undefined : toLabels(writes, ...pathNames);
  return {
    id,
    title: toLabel(title) ?? id,
    instruction: toText(pick(task, "instruction", "instructions", "description", "details", "prompt", "body")),
    kind: toKind(pick(task, "kind", "type", "category")),
    dependsOn: toDependencies(
      pick(task, "dependson", "deps", "dependencies", "depends", "requires", "after"),
      idByName,
    ),
    reads: toLabels(pick(task, "reads", "read", "inputs", "filestoread"), ...pathNames),
    writes: paths,
    provides: toList(pick(task, "provides", "provide", "exports")).map((one) => toProvision(one, paths ?? [])),
    acceptance: toTexts(pick(task, "acceptance", "acceptancecriteria", "criteria"), "text", "criterion", "description"),
    checks: toCommands(pick(task, "checks", "check", "commands", "tests")),
    proof: toCommands(pick(task, "proof", "prooftest"))[0] ?? null,
  };
}

/** An unknown name stays, for the kernel to name it. */
function toDependencies(value: unknown, idByName: ReadonlyMap<string, string>): readonly unknown[] {
  const ids = toLabels(value, "id", "task").map((name) => idByName.get(nameKey(name)) ?? name);
  return [...new Set(ids)];
}

/** Commands as one would type them, without a prompt or backticks. */
export function toCommands(value: unknown): readonly unknown[] {
  return toTexts(value, ...commandNames).map((command) => {
    const line = toLabel(command);
    return typeof line === "string" ? line.replace(/^\$\s+/, "") : line;
  });
}

const kindByWord: ReadonlyMap<string, TaskKind> = new Map<string, TaskKind>([
  ...taskKinds.map((kind) => [kind, kind] as const),
  ["tests", "test"],
  ["testing", "test"],
  ["doc", "docs"],
  ["documentation", "docs"],
  ["configuration", "config"],
  ["setup", "config"],
  ["chore", "config"],
]);

/** Prompts and averages differ by it, nothing else: a kind that nobody knows is no reason to ask again. */
function toKind(value: unknown): TaskKind {
  const word = toLabel(value);
  return (typeof word === "string" ? kindByWord.get(word.toLowerCase()) : undefined) ?? "code";
}

/** From an object, or from text as in `src/token.ts: verify(token: string): Claims`. */
function toProvision(value: unknown, writes: readonly unknown[]): unknown {
  const onlyPath = writes.length === 1 ? writes[0] : undefined;
  if (isObject(value)) {
    const fields = fieldsOf(value);
    const name = toLabel(pick(fields, "name", "export", "symbol", "id"));
    const signature = toTextOr(pick(fields, "signature", "type", "sig"), "");
    const own = provisionFromText(name);
    return {
      path: toLabel(pick(fields, "path", "file", "module")) ?? onlyPath,
      name: own.name,
      signature: signature === "" ? own.signature : signature,
    };
  }
  const text = toText(value);
  if (typeof text !== "string") return value;
  const trimmed = text.trim();
  const end = trimmed.search(/[\s:#(]/);
  const path = trimmed.slice(0, Math.max(0, end));
  // `claims.sub: string` names a member, not a file, if the task has but one file to put it in.
  const isPath = path.includes("/") || writes.includes(path) || (onlyPath === undefined && path.includes("."));
  const hasPath = isPath && trimmed.charAt(end) !== "(";
  if (!hasPath) return { path: onlyPath, ...provisionFromText(trimmed) };
  return { path, ...provisionFromText(trimmed.slice(end).replace(/^[\s:#-]+/, "")) };
}

/** `export function verify(token: string): Claims` is named `verify`; its signature is what follows the name. */
function provisionFromText(text: unknown): { readonly name: unknown; readonly signature: string } {
  if (typeof text !== "string") return { name: text, signature: "" };
  const words = /^\s*(?:(?:export|default|declare|async|function|const|let|class|interface|type|def|fn|pub|func)\s+)*/;
  const rest = text.slice(0, 2_000).replace(words, "").trim();
  const name = /^[\p{L}\p{N}_$.]+/u.exec(rest)?.[0] ?? rest;
  return { name, signature: rest.slice(name.length).trim() };
}
