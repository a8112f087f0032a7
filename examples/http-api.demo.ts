// The demo mission on the example project, as a script for the scripted model server: what each role answers, attempt
// by attempt. The code that the writers hand in stands as files in http-api.solution/.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Work } from "../src/core/reply.ts";
import type { Awaited, Script, ScriptEntry, ScriptedEdit } from "../src/scripted/script.ts";
import { demoBrief, demoPlan } from "./http-api.plan.ts";

export const demoGoal = "Implement user authentication with JWT";

const solution = fileURLToPath(new URL("./http-api.solution", import.meta.url));

/** The files of one folder of the solution, as edits that write them whole. */
function filesOf(folder: string): ScriptedEdit[] {
  const root = join(solution, folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: file.slice(root.length + 1).replaceAll("\\", "/"),
      content: readFileSync(file, "utf8"),
    }));
}

function only(edits: readonly ScriptedEdit[], ...paths: readonly string[]): ScriptedEdit[] {
  return edits.filter((edit) => paths.includes(edit.path));
}

function without(edits: readonly ScriptedEdit[], ...paths: readonly string[]): ScriptedEdit[] {
  return edits.filter((edit) => !paths.includes(edit.path));
}

interface Handed {
  readonly role: "coder" | "fixer";
  readonly task: string;
  readonly attempt: number;
  /** Before each reply of the model. */
  readonly delayMs: number;
  /** Whose first request is waited for. */
  readonly after?: Awaited;
  readonly edits: readonly ScriptedEdit[];
  readonly summary: string;
  readonly needs?: Work["needs"];
}

function handIn({ role, task, attempt, delayMs, after, edits, summary, needs = [] }: Handed): ScriptEntry {
  const files = [...new Set(edits.map((edit) => edit.path))];
  const reply: Work = { summary, files, needs };
  return { role, task, attempt, answer: { delayMs, ...(after === undefined ? {} : { after }), edits, reply } };
}

/** A task that succeeds at the first try, with the files of its folder. */
function atOnce(task: string, delayMs: number, summary: string): ScriptEntry {
  return handIn({ role: "coder", task, attempt: 1, delayMs, edits: filesOf(task), summary });
}

/**
 * The Coder guesses a name that src/auth/token.js does not export; the gate refuses that with file and line, and the
 * Fixer corrects it.
 */
function unknownExport(): ScriptEntry[] {
  const task = "auth-middleware";
  const path = "src/auth/middleware.js";
  return [
    handIn({
      role: "coder",
      task,
      attempt: 1,
      delayMs: 600,
      edits: [...filesOf("auth-middleware.attempt-1"), ...without(filesOf(task), path)],
      summary: "requireUser reads the bearer token and gives handlers their user.",
    }),
    handIn({
      role: "fixer",
      task,
      attempt: 2,
      delayMs: 400,
      edits: [
        { path, old: "import { decodeToken } from", new: "import { verifyToken } from" },
        { path, old: "const claims = decodeToken(token,", new: "const claims = verifyToken(token," },
      ],
      summary: "src/auth/token.js exports verifyToken, not decodeToken.",
    }),
  ];
}

/**
 * The Coder finds that it cannot do without src/app.js, which the plan gave to app-clock. By the time it asks, app-clock
 * is merged: it is granted the file, edits it as it was, and the merge conflicts. The Fixer joins the two changes.
 * auth-middleware rests on app-clock, so once its Coder asks, app-clock is merged for certain, on a machine of any speed.
 */
function mergeConflict(): ScriptEntry[] {
  const task = "user-store";
  const app = "src/app.js";
  const final = filesOf(task);
  return [
    handIn({
      role: "coder",
      task,
      attempt: 1,
      delayMs: 400,
      after: { role: "coder", task: "auth-middleware" },
      edits: [...only(final, "src/users/store.js"), ...filesOf("user-store.attempt-1")],
      summary: "The store is written. Handlers cannot reach it yet.",
      needs: [{ path: app, why: "createApp makes the handlers' context, so the user store must be handed in there." }],
    }),
    handIn({
      role: "coder",
      task,
      attempt: 2,
      delayMs: 400,
      edits: [...filesOf("user-store.attempt-2"), ...only(final, "test/users/store.test.js")],
      summary: "createApp takes the user store and passes it on in the context.",
    }),
    handIn({
      role: "fixer",
      task,
      attempt: 3,
      delayMs: 600,
      edits: only(final, app),
      summary: "createApp takes both: the clock that was merged meanwhile, and the user store.",
    }),
  ];
}

export const demoScript: Script = {
  entries: [
    { role: "searcher", answer: { delayMs: 400, reply: demoBrief } },
    { role: "planner", answer: { delayMs: 600, reply: demoPlan } },
    atOnce("token", 600, "Tokens with HS256, compared in constant time, no other algorithm accepted."),
    atOnce("credentials", 800, "scrypt hashes that carry their parameters; credentials are checked and normalised."),
    atOnce("app-clock", 200, "createApp takes `now`, and handlers find it in their context."),
    ...mergeConflict(),
    atOnce("auth-config", 400, "Secret, lifetime and users' file are configured; a short secret is refused."),
    ...unknownExport(),
    atOnce("note-owner", 400, "Notes carry the id of their owner, and the store answers the notes of one."),
    atOnce("auth-routes", 600, "Users register and sign in; both answers carry a token."),
    atOnce("start-up", 300, "The user store is opened at the start, and a missing secret is warned of."),
    atOnce("protected-notes", 600, "All routes of notes want a token, and show a user's own notes only."),
    atOnce("docs", 300, "README and AGENTS.md describe routes, token and variables."),
  ],
};
