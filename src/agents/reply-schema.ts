// Checks replies: lenient in, exactly the types of core/reply.ts out. It loads zod, so whoever starts with the plugin
// imports it when the first reply comes in.
import { z } from "zod";
import type { Role } from "../core/ids.ts";
import { taskKinds } from "../core/plan.ts";
import type { ReplyOf } from "../core/reply.ts";
import { boundProblems } from "./correction.ts";
import { normaliseReply } from "./normalise.ts";

export type ReplyCheck<R extends Role> =
  | { readonly ok: true; readonly reply: ReplyOf[R] }
  | { readonly ok: false; readonly problems: readonly string[] };

const filled = z.string().min(1);
const texts = z.array(filled);
const line = z.int().min(1);

const brief = z
  .object({
    summary: z.string(),
    places: z.array(
      z.object({ path: filled, lines: z.tuple([line, line]).nullable(), symbols: texts, why: z.string() }),
    ),
    notes: texts,
    // What makes no sense here costs a plan, not the brief.
    writes: texts.catch([]),
    checks: texts.catch([]),
  })
  .refine((reply) => reply.summary !== "" || reply.places.length > 0, "the brief is empty; give summary and places");

const plan = z.object({
  summary: z.string(),
  assumptions: texts,
  verify: texts,
  tasks: z.array(
    z.object({
      id: filled,
      title: filled,
      instruction: filled,
      kind: z.enum(taskKinds),
      dependsOn: texts,
      reads: texts,
      writes: texts,
      provides: z.array(z.object({ path: filled, name: filled, signature: z.string() })),
      acceptance: texts,
      checks: texts,
      proof: filled.nullable(),
    }),
  ),
});

const work = z
  .object({ summary: z.string(), files: texts, needs: z.array(z.object({ path: filled, why: z.string() })) })
  .refine((reply) => reply.summary !== "" || reply.files.length + reply.needs.length > 0, {
    message: "is missing; say in a sentence or two what was done",
    path: ["summary"],
  });

const review = z
  .object({
    verdict: z.enum(["approve", "reject"]),
    concerns: z.array(
      z.object({
        file: filled.nullable(),
        line: line.nullable(),
        problem: filled,
        counterexample: z
          .object({
            command: filled.nullable(),
            path: filled.nullable(),
            content: filled.nullable(),
            expected: z.string(),
            actual: z.string(),
            fix: z.array(z.object({ path: filled, content: z.string() })),
          })
          .nullable(),
      }),
    ),
  })
  .refine((reply) => reply.verdict === "approve" || reply.concerns.length > 0, {
    message: "a rejection needs at least one concern, with its counterexample; else approve",
    path: ["concerns"],
  });

const choice = z.object({ choice: filled, reason: z.string() });

const schemas: { readonly [R in Role]: z.ZodType<ReplyOf[R]> } = {
  orchestrator: choice,
  searcher: brief,
  planner: plan,
  coder: work,
  fixer: work,
  reviewer: review,
};

export function validateReply<R extends Role>(role: R, value: unknown): ReplyCheck<R> {
  const schema: z.ZodType<ReplyOf[R]> = schemas[role];
  const normal = normaliseReply(role, value);
  const parsed = schema.safeParse(normal);
  if (parsed.success) return { ok: true, reply: parsed.data };
  return { ok: false, problems: boundProblems(parsed.error.issues.map((issue) => wordIssue(issue, normal))) };
}

/** `tasks[3].writes: is missing; it must be a list`. */
function wordIssue(issue: z.core.$ZodIssue, value: unknown): string {
  const where = issue.path.reduce<string>(
    (path, key) => (typeof key === "number" ? `${path}[${key}]` : path === "" ? String(key) : `${path}.${String(key)}`),
    "",
  );
  return `${where || "reply"}: ${wordFault(issue, valueAt(value, issue.path))}`;
}

const typeNames: ReadonlyMap<string, string> = new Map([
  ["array", "a list"],
  ["string", "text"],
  ["object", "an object"],
  ["int", "a whole number"],
  ["number", "a number"],
  ["null", "left out"],
]);

function wordFault(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_type") {
    const type = typeNames.get(issue.expected) ?? issue.expected;
    return value === undefined ? `is missing; it must be ${type}` : `must be ${type}, not ${nameType(value)}`;
  }
  if (issue.code === "too_small" && typeof value === "string") return "is empty; it must be text";
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String).join(" or ");
    return value === undefined ? `is missing; it must be ${allowed}` : `must be ${allowed}, not ${JSON.stringify(value)}`;
  }
  return issue.message;
}

function nameType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "string" ? "text" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let held = value;
  for (const key of path) held = typeof held === "object" && held !== null ? Reflect.get(held, key) : undefined;
  return held;
}
