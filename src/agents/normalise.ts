// Replies as weak models send them, bent towards the types of core/reply.ts: other names for fields, one value where a
// list belongs, wrappers. The result may still be wrong; the schema says how.
import type { Role } from "../core/ids.ts";
import type { Review } from "../core/reply.ts";
import {
  fieldsOf,
  isObject,
  pick,
  toInteger,
  toLabel,
  toLabels,
  toLines,
  toList,
  toTextOr,
  toTexts,
  unpack,
  type Fields,
} from "./coerce.ts";
import { normalisePlan, planFields, toCommands } from "./normalise-plan.ts";

const placeFields = ["places", "files", "paths", "locations", "results"] as const;
const verdictFields = ["verdict", "decision", "approved", "approve"] as const;
const choiceFields = ["choice", "way", "key", "option", "chosen"] as const;
const summaryFields = ["summary", "description"] as const;

/** Fields by which a reply is known; an object without any of them may be a wrapper around one. */
const ownFields: Readonly<Record<Role, readonly string[]>> = {
  searcher: ["summary", ...placeFields],
  planner: planFields,
  coder: [...summaryFields, "files", "needs"],
  fixer: [...summaryFields, "files", "needs"],
  reviewer: verdictFields,
  orchestrator: choiceFields,
};

const wrapperFields = [
  "arguments",
  "parameters",
  "input",
  "args",
  "reply",
  "result",
  "response",
  "output",
  "data",
  "brief",
  "plan",
  "work",
  "review",
  "function",
] as const;
const wrappersMax = 4;

export function normaliseReply(role: Role, value: unknown): unknown {
  const inner = unwrap(value, ownFields[role], wrappersMax);
  if (role === "planner") return isObject(inner) || Array.isArray(inner) ? normalisePlan(inner) : inner;
  if (role === "searcher") return normaliseBrief(inner);
  if (role === "orchestrator") return normaliseChoice(inner);
  if (!isObject(inner)) return inner;
  return role === "reviewer" ? normaliseReview(fieldsOf(inner)) : normaliseWork(fieldsOf(inner));
}

function unwrap(value: unknown, own: readonly string[], wrappersLeft: number): unknown {
  const unpacked = unpack(value);
  if (!isObject(unpacked) || wrappersLeft === 0) return unpacked;
  const fields = fieldsOf(unpacked);
  if (own.some((name) => fields.has(name))) return unpacked;
  const inner = wrapperFields.map((name) => unpack(fields.get(name))).find((held) => typeof held === "object" && held !== null);
  return inner === undefined ? unpacked : unwrap(inner, own, wrappersLeft - 1);
}

function normaliseBrief(value: unknown): unknown {
  // A list alone is the places, but only if it looks like it: prose is full of brackets.
  if (Array.isArray(value)) {
    return value.every(isObject) ? { summary: "", places: value.map(toPlace), notes: [], writes: [], checks: [] } : value;
  }
  if (!isObject(value)) return value;
  const fields = fieldsOf(value);
  const places = pick(fields, ...placeFields);
  return {
    summary: toTextOr(pick(fields, "summary", "overview", "description"), ""),
    places: toList(places).map(toPlace),
    notes: toTexts(pick(fields, "notes", "note", "conventions", "observations"), "text", "note"),
    writes: toLabels(pick(fields, "writes", "write"), "path", "file", "name"),
    checks: toCommands(pick(fields, "checks", "check", "commands")),
  };
}

function toPlace(value: unknown): unknown {
  if (typeof value !== "string" && !isObject(value)) return value;
  const fields: Fields = isObject(value) ? fieldsOf(value) : new Map([["path", value]]);
  const { path, lines } = splitPlace(toLabel(pick(fields, "path", "file", "filepath", "name")));
  return {
    path,
    lines: toLines(pick(fields, "lines", "linerange", "range", "line")) ?? lines ?? toLines(value),
    symbols: toLabels(pick(fields, "symbols", "symbol", "functions", "names"), "name", "symbol"),
    why: toTextOr(pick(fields, "why", "reason", "notes", "note", "description", "relevance"), ""),
  };
}

/** `src/a.ts:10-20` is a path with its lines. */
function splitPlace(path: unknown): { readonly path: unknown; readonly lines: [number, number] | null } {
  if (typeof path !== "string") return { path, lines: null };
  const at = path.lastIndexOf(":");
  const lines = at > 0 ? toLines(path.slice(at + 1)) : null;
  return lines === null ? { path, lines } : { path: path.slice(0, at), lines };
}

function normaliseWork(fields: Fields): unknown {
  return {
    summary: toTextOr(pick(fields, ...summaryFields, "notes"), ""),
    files: toLabels(pick(fields, "files", "file", "paths", "writes", "changed", "fileschanged"), "path", "file", "name"),
    needs: toList(pick(fields, "needs", "need")).map(toNeed),
  };
}

function toNeed(value: unknown): unknown {
  if (!isObject(value)) return { path: toLabel(value), why: "" };
  const fields = fieldsOf(value);
  return {
    path: toLabel(pick(fields, "path", "file", "name")),
    why: toTextOr(pick(fields, "why", "reason", "description"), ""),
  };
}

/** A key alone is a choice without a reason. */
function normaliseChoice(value: unknown): unknown {
  if (typeof value === "string") return { choice: value.trim(), reason: "" };
  if (!isObject(value)) return value;
  const fields = fieldsOf(value);
  const choice = toTextOr(toLabel(pick(fields, ...choiceFields)), undefined);
  return {
    choice: typeof choice === "string" ? choice.trim().replace(/^`|`$/g, "") : choice,
    reason: toTextOr(pick(fields, "reason", "why", "question", "because", "explanation"), ""),
  };
}

/** A fix is a help, not a duty: one that names no file is left out. */
function toFixedFile(value: unknown): unknown[] {
  if (!isObject(value)) return [];
  const fields = fieldsOf(value);
  const path = toLabel(pick(fields, "path", "file", "filepath"));
  const content = pick(fields, "content", "code", "text");
  return typeof path !== "string" || path === "" || typeof content !== "string" ? [] : [{ path, content }];
}

const approvals = ["approve", "approved", "accept", "accepted", "lgtm", "pass", "passed", "ok", "okay", "yes", "true"];
const rejections = [
  "reject",
  "rejected",
  "refuse",
  "refused",
  "deny",
  "denied",
  "fail",
  "failed",
  "block",
  "no",
  "false",
  "requestchanges",
  "changesrequested",
  "needswork",
  "needschanges",
];
const verdictByWord: ReadonlyMap<string, Review["verdict"]> = new Map<string, Review["verdict"]>([
  ...approvals.map((word) => [word, "approve"] as const),
  ...rejections.map((word) => [word, "reject"] as const),
]);

function normaliseReview(fields: Fields): unknown {
  const concerns = pick(fields, "concerns", "concern", "issues", "problems", "findings", "comments");
  return {
    verdict: toVerdict(pick(fields, ...verdictFields)),
    concerns: toList(concerns).map(toConcern),
  };
}

/** By the whole text, or else by its first word, as in `Approve: looks fine`; `no` may begin `no problems found`. */
function toVerdict(value: unknown): unknown {
  const text = toTextOr(value, undefined);
  if (typeof text !== "string") return text;
  const whole = text.slice(0, 200).toLowerCase();
  const first = /[a-z]+/.exec(whole)?.[0] ?? "";
  return verdictByWord.get(whole.replace(/[^a-z]/g, "")) ?? (first === "no" ? undefined : verdictByWord.get(first)) ?? text;
}

function toConcern(value: unknown): unknown {
  if (!isObject(value)) return { file: null, line: null, problem: toTextOr(value, undefined), counterexample: null };
  const fields = fieldsOf(value);
  const file = splitPlace(toLabel(pick(fields, "file", "path")));
  return {
    file: toTextOr(file.path, null),
    line: toInteger(pick(fields, "line")) ?? file.lines?.[0] ?? toLines(pick(fields, "lines"))?.[0] ?? null,
    problem: toTextOr(pick(fields, "problem", "message", "description", "issue", "concern", "title"), undefined),
    counterexample: toCounterexample(unpack(pick(fields, "counterexample", "proof", "test")), fields),
  };
}

/** Its fields may stand in the concern itself. Prose that shows no way to see it is no counterexample. */
function toCounterexample(value: unknown, concern: Fields): unknown {
  const fields = isObject(value) ? fieldsOf(value) : concern;
  const command = toTextOr(pick(fields, "command", "cmd", "run"), null);
  const content = toTextOr(pick(fields, "content", "test", "code"), null);
  const actual = toTextOr(pick(fields, "actual", "got", "happens"), "");
  if (command === null && content === null && actual === "") return null;
  return {
    command,
    path: isObject(value) ? toTextOr(toLabel(pick(fields, "path", "file")), null) : null,
    content,
    expected: toTextOr(pick(fields, "expected", "expect", "want"), ""),
    actual,
    fix: toList(pick(fields, "fix", "fixes", "fixed", "patch", "solution")).flatMap(toFixedFile),
  };
}
