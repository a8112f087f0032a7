// What the demo mission's Searcher and Planner answer: the brief on the example project, and the plan for its goal.
import type { Plan, Provision, Task } from "../src/core/plan.ts";
import type { Brief, Place } from "../src/core/reply.ts";

function place(path: string, symbols: readonly string[], why: string): Place {
  return { path, lines: null, symbols, why };
}

export const demoBrief: Brief = {
  summary:
    "A notes API on node:http without dependencies. Handlers take one context object, throw HttpError, and are " +
    "registered in src/app.js; configuration is read in src/config.js only; tests use a real server.",
  places: [
    place("src/app.js", ["createApp"], "Makes the context of every handler, and knows which routes there are."),
    place("src/notes/routes.js", ["registerNoteRoutes"], "The routes to protect."),
    place("src/notes/note.js", ["newNote", "changedNote"], "What a note is: the owner belongs here."),
    place("src/notes/store.js", ["createNoteStore"], "The pattern for a store of users."),
    place("src/config.js", ["loadConfig"], "Secret and lifetime of tokens belong here."),
    place("src/http-error.js", ["HttpError"], "The way to answer 401 and 409."),
    place("src/validate.js", ["checkFields"], "The way to check credentials."),
    place("testing/server.js", ["startServer"], "Every test of routes calls the API through it."),
    place("AGENTS.md", [], "House rules: no dependencies, tests beside every file."),
  ],
  notes: [
    "No dependency may be added: JSON Web Tokens and password hashes come from node:crypto.",
    "Existing tests call the notes' routes without a token, through testing/server.js.",
    "Nothing reads a clock that a test could set.",
  ],
};

/** A task, with what most of them have in common left out. */
type TaskCard = Pick<Task, "id" | "title" | "instruction" | "writes" | "acceptance"> & Partial<Task>;

function task(card: TaskCard): Task {
  const tests = card.writes.filter((path) => path.endsWith(".test.js"));
  return {
    kind: "code",
    dependsOn: [],
    reads: [],
    provides: [],
    checks: tests.map((path) => `node --test ${path}`),
    proof: null,
    ...card,
  };
}

function provision(path: string, name: string, signature: string): Provision {
  return { path, name, signature };
}

const foundations: readonly Task[] = [
  task({
    id: "token",
    title: "Sign and verify tokens",
    instruction:
      "Write src/auth/token.js: JSON Web Tokens with HS256 by node:crypto. Accept no other algorithm, compare " +
      "signatures in constant time, and treat a token without an expiry as invalid. Export the least length of a secret.",
    writes: ["src/auth/token.js", "test/auth/token.test.js"],
    provides: [
      provision("src/auth/token.js", "signToken", "(claims, { secret, now, lifetimeSeconds }) => string"),
      provision("src/auth/token.js", "verifyToken", "(token: string, { secret, now }) => claims | null"),
      provision("src/auth/token.js", "secretBytesMin", "number"),
    ],
    acceptance: ["A changed, expired or foreign token is not valid.", "`alg: none` is not valid."],
    proof: "node --test test/auth/token.test.js",
  }),
  task({
    id: "credentials",
    title: "Check credentials and hash passwords",
    instruction:
      "Write src/auth/password.js (scrypt with a salt each, parameters in the hash, constant-time comparison) and " +
      "src/auth/credentials.js (checks email and password of a body with src/validate.js).",
    reads: ["src/validate.js"],
    writes: ["src/auth/password.js", "src/auth/credentials.js", "test/auth/credentials.test.js"],
    provides: [
      provision("src/auth/password.js", "hashPassword", "(password: string) => Promise<string>"),
      provision("src/auth/password.js", "verifyPassword", "(password: string, hash: string) => Promise<boolean>"),
      provision("src/auth/credentials.js", "readCredentials", "(input) => { email, password }"),
    ],
    acceptance: ["The same password has another hash each time.", "Wrong fields are named."],
  }),
  task({
    id: "app-clock",
    title: "Give handlers a clock",
    instruction:
      "Tokens expire, so handlers need a time that tests can set: let createApp in src/app.js take `now` (Date.now by " +
      "default) and pass it on in the context. Use it in src/health/routes.js.",
    reads: ["testing/server.js"],
    writes: ["src/app.js", "src/health/routes.js", "test/clock.test.js"],
    acceptance: ["A test can set the time that handlers see."],
  }),
  task({
    id: "user-store",
    title: "Keep users",
    instruction:
      "Write src/users/store.js after the pattern of src/notes/store.js: users by id and by email address, on disk if " +
      "there is a file. An address can be taken once. Handlers shall find the store as `users` in their context.",
    reads: ["src/notes/store.js", "src/record-file.js", "src/app.js"],
    writes: ["src/users/store.js", "test/users/store.test.js"],
    provides: [provision("src/users/store.js", "createUserStore", "({ file }) => { add, get, findByEmail }")],
    acceptance: ["A second user with the same address is refused.", "Users are there again after a restart."],
  }),
];

const session: readonly Task[] = [
  task({
    id: "auth-config",
    title: "Configure secret and lifetime",
    instruction:
      "Add jwtSecret (JWT_SECRET), tokenLifetimeSeconds (TOKEN_LIFETIME_SECONDS) and usersFile (USERS_FILE) to " +
      "src/config.js. Refuse a secret shorter than secretBytesMin without repeating it; without one make a random " +
      "secret and say so by jwtSecretIsTemporary.",
    kind: "config",
    dependsOn: ["token"],
    reads: ["src/auth/token.js"],
    writes: ["src/config.js", "test/config.test.js"],
    provides: [provision("src/config.js", "loadConfig", "(env) => { port, host, jwtSecret, tokenLifetimeSeconds, usersFile }")],
    acceptance: ["A short secret stops the start and is not shown.", "Existing tests still pass."],
  }),
  task({
    id: "auth-middleware",
    title: "Let signed-in users through",
    instruction:
      "Write src/auth/middleware.js: requireUser wraps a handler, reads the bearer token, and gives the handler " +
      "`user` in its context; without a valid token the answer is 401 with www-authenticate.",
    dependsOn: ["token", "app-clock", "auth-config"],
    reads: ["src/auth/token.js", "src/http-error.js", "src/app.js"],
    writes: ["src/auth/middleware.js", "test/auth/middleware.test.js"],
    provides: [provision("src/auth/middleware.js", "requireUser", "(handler) => handler")],
    acceptance: ["A missing, expired or foreign token is answered with 401."],
  }),
  task({
    id: "note-owner",
    title: "Give notes an owner",
    instruction:
      "Let newNote take ownerId, a user's id, and let the note store answer the notes of an owner. A client can " +
      "neither set nor change the owner.",
    dependsOn: ["user-store"],
    reads: ["src/users/store.js"],
    writes: ["src/notes/note.js", "src/notes/store.js", "test/notes/owner.test.js"],
    provides: [provision("src/notes/store.js", "createNoteStore", "({ file }) => { put, get, ownedBy, all, remove }")],
    acceptance: ["A body with ownerId is refused."],
  }),
  task({
    id: "auth-routes",
    title: "Register and sign in",
    instruction:
      "Write src/auth/routes.js with POST /auth/register and POST /auth/login, both answering a token, and register " +
      "them in src/app.js. A wrong password and an unknown address must look the same, in time too.",
    dependsOn: ["token", "credentials", "user-store", "app-clock", "auth-config"],
    reads: ["src/auth/token.js", "src/auth/password.js", "src/auth/credentials.js", "src/users/store.js", "src/body.js"],
    writes: ["src/auth/routes.js", "src/app.js", "test/auth/routes.test.js"],
    provides: [provision("src/auth/routes.js", "registerAuthRoutes", "(router) => void")],
    acceptance: ["Neither password nor hash is ever answered.", "An address registers once (409)."],
    proof: "node --test test/auth/routes.test.js",
  }),
];

const surface: readonly Task[] = [
  task({
    id: "start-up",
    title: "Start with users",
    instruction:
      "Open the user store in src/main.js and hand it to the app. Warn when JWT_SECRET is not set, since tokens then " +
      "end with the process.",
    dependsOn: ["user-store", "auth-config"],
    reads: ["src/config.js", "src/users/store.js"],
    writes: ["src/main.js", "test/main.test.js"],
    acceptance: ["The warning comes without a secret, and only then."],
  }),
  task({
    id: "protected-notes",
    title: "Protect the notes",
    instruction:
      "Wrap all routes of notes in requireUser; users see their own notes only, and those of others are 404. Let the " +
      "client of testing/server.js be signed in, so that the existing tests stay as they are.",
    dependsOn: ["auth-middleware", "note-owner", "auth-routes"],
    reads: ["src/auth/middleware.js", "src/auth/token.js", "src/notes/store.js", "test/notes/routes.test.js"],
    writes: ["src/notes/routes.js", "testing/server.js", "test/notes/protection.test.js"],
    acceptance: ["Without a token every route of notes answers 401.", "Nobody reads or changes another user's note."],
    checks: ["node --test test/notes/protection.test.js test/notes/routes.test.js test/body.test.js"],
  }),
  task({
    id: "docs",
    title: "Describe it",
    instruction:
      "Describe the new routes, the token and the new variables in README.md, and the rule for protected routes in " +
      "AGENTS.md. Test that every route and variable is in the README.",
    kind: "docs",
    dependsOn: ["auth-routes", "protected-notes", "start-up"],
    reads: ["src/config.js", "src/auth/routes.js"],
    writes: ["README.md", "AGENTS.md", "test/readme.test.js"],
    acceptance: ["Someone who reads only the README can register and make a note."],
  }),
];

export const demoPlan: Plan = {
  summary:
    "Users register and sign in with email and password and get a JSON Web Token; the notes' routes want it, and each " +
    "user sees their own notes. Everything comes from node:crypto.",
  assumptions: [
    "Notes from before have no owner and are shown to nobody.",
    "One token per login, without refresh tokens: it expires after an hour unless configured otherwise.",
  ],
  verify: ["npm test"],
  tasks: [...foundations, ...session, ...surface],
};
