// The reply tools' parameters as the model sees them: compact JSON Schema, as plain data, so that the plugin's start
// needs no schema library. It asks for less than replies hold: what may be left out is filled in by reply-schema.ts.
import type { Role } from "../core/ids.ts";
import { taskKinds } from "../core/plan.ts";

export type JsonSchema =
  | { readonly type: "string"; readonly description?: string; readonly enum?: readonly string[] }
  | { readonly type: "number"; readonly description?: string }
  | { readonly type: "array"; readonly description?: string; readonly items: JsonSchema }
  | JsonObjectSchema;

export interface JsonObjectSchema {
  readonly type: "object";
  readonly description?: string;
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

function text(description?: string): JsonSchema {
  return description === undefined ? { type: "string" } : { type: "string", description };
}

function list(items: JsonSchema, description?: string): JsonSchema {
  return description === undefined ? { type: "array", items } : { type: "array", description, items };
}

const number: JsonSchema = { type: "number" };

function object(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonObjectSchema {
  return required.length === 0 ? { type: "object", properties } : { type: "object", properties, required };
}

const brief = object(
  {
    summary: text("how the code works now, where the goal fits in"),
    places: list(
      object(
        {
          path: text(),
          lines: text("10-42; leave out for the whole file"),
          symbols: list(text()),
          why: text(),
        },
        ["path", "why"],
      ),
      "best first",
    ),
    notes: list(text(), "conventions, how tests run, traps"),
    writes: list(text(), "all files to change, if one coder is enough"),
    checks: list(text(), "commands, with writes only"),
  },
  ["summary", "places"],
);

const task = object(
  {
    id: text("short-name-with-dashes"),
    title: text(),
    instruction: text("all that the coder needs to know"),
    kind: { type: "string", enum: taskKinds },
    dependsOn: list(text(), "ids"),
    reads: list(text(), "paths"),
    writes: list(text(), "1-3 exact paths"),
    provides: list(
      object({ path: text(), name: text(), signature: text("(token: string) => Claims | null") }, ["path", "name"]),
      "exports that others use",
    ),
    acceptance: list(text()),
    checks: list(text(), "commands that must succeed"),
    proof: text("command that fails before and succeeds after"),
  },
  ["id", "title", "instruction", "writes"],
);

const plan = object(
  {
    summary: text(),
    assumptions: list(text()),
    verify: list(text(), "commands for the finished whole"),
    tasks: list(task),
  },
  ["summary", "tasks"],
);

const work = object(
  {
    summary: text("what was done and decided"),
    files: list(text(), "paths written"),
    needs: list(object({ path: text(), why: text() }, ["path", "why"]), "undeclared paths that must change too"),
  },
  ["summary"],
);

const review = object(
  {
    verdict: { type: "string", enum: ["approve", "reject"] },
    concerns: list(
      object(
        {
          file: text(),
          line: number,
          problem: text(),
          counterexample: object(
            {
              command: text("fails on this change"),
              path: text("of a new test file"),
              content: text("of that file"),
              expected: text(),
              actual: text(),
              fix: list(object({ path: text(), content: text("whole") }, ["path", "content"])),
            },
            ["expected", "actual"],
          ),
        },
        ["problem"],
      ),
    ),
  },
  ["verdict"],
);

const choice = object({ choice: text("key of a listed way"), reason: text() }, ["choice", "reason"]);

const parametersByRole: Readonly<Record<Role, JsonObjectSchema>> = {
  searcher: brief,
  planner: plan,
  coder: work,
  fixer: work,
  reviewer: review,
  orchestrator: choice,
};

export function replyJsonSchema(role: Role): JsonObjectSchema {
  return parametersByRole[role];
}
