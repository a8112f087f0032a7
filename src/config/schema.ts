// What users write, as a zod schema: keys, types, bounds, meanings. Errors, environment names, the JSON Schema and the
// table of docs/configuration.md all come from here. Does not know where the values were written.
import type { z as Zod } from "zod";
import { parseCommand } from "../core/command.ts";
import { sessionRoles, type ModelRole, type SessionRole } from "../core/ids.ts";
import { defaultSettings } from "./defaults.ts";
import { gateTable } from "./schema-gate.ts";
import { ceiling, choice, integer, list, listEntriesMax, type Z } from "./schema-keys.ts";
import type { SchemaNode } from "./schema-node.ts";

const hourMs = 3_600_000;
const mebibyte = 1024 * 1024;

function models(z: Z, meaning: string) {
  const model = z.string().max(200).regex(/^[^\s/]+\/\S+$/).meta({ title: "provider/model string" });
  return z
    .union([model, z.array(model).max(listEntriesMax)])
    .optional()
    .meta({ description: meaning, default: [] });
}

/** Prefixes of commands, or whole ones; no shell will run either, so each is one line. */
function commandText(z: Z) {
  return z.string().max(1_000).regex(/^[^\n\r\0]*[^\s\0][^\n\r\0]*$/).meta({ title: "command string" });
}

/** A whole command is read here as it will be when it runs, so that a fault in it is told with its place. */
function wholeCommand(z: Z) {
  return commandText(z).superRefine((text, context) => {
    const reading = parseCommand(text);
    if (!reading.ok) context.addIssue({ code: "custom", message: reading.problem });
  });
}

function shards(z: Z) {
  const key = (role: SessionRole) =>
    integer(z, 0, 1_000_000, {
      meaning: `Bytes of context (files, windows, signatures) that the ${role} is sent before it starts.`,
      default: defaultSettings.shardBytesMax[role],
    });
  const { searcher, planner, coder, reviewer, fixer } = Object.fromEntries(
    sessionRoles.map((role) => [role, key(role)]),
  ) as Record<SessionRole, ReturnType<typeof key>>;
  return z.strictObject({ searcher, planner, coder, reviewer, fixer });
}

function limits(z: Z) {
  const { limits: value } = defaultSettings;
  const count = (min: number, max: number, byDefault: number, meaning: string) =>
    integer(z, min, max, { meaning, default: byDefault });
  return z.strictObject({
    tasks_max: count(1, 1_000, value.tasksMax, "Tasks that a plan may have."),
    files_per_task_max: count(1, 50, value.filesPerTaskMax, "Files that one task may write."),
    title_chars_max: count(20, 1_000, value.titleCharsMax, "Length of a task's title."),
    instruction_chars_max: count(200, 100_000, value.instructionCharsMax, "Length of a task's instruction."),
    plan_tries_max: count(1, 10, value.planTriesMax, "Plans asked for before the mission gives up."),
    attempts_per_task_max: count(
      1, 8, value.attemptsPerTaskMax,
      "Tries at one task, by whichever role, before an honest stop.",
    ),
    fixer_rounds_max: count(0, 7, value.fixerRoundsMax, "Rounds of the Fixer in a row before a fresh attempt."),
    verify_rounds_max: count(
      0, 5, value.verifyRoundsMax,
      "Rounds in which a failed final verification may be repaired.",
    ),
    steps_max: count(1, 500, value.stepsMax, "Model calls within one session."),
    corrections_max: count(0, 10, value.correctionsMax, "Corrections of a malformed reply within one session."),
    repeats_max: count(
      2, 20, value.repeatsMax,
      "The same tool call with the same answer, before the session is ended.",
    ),
    reply_bytes_max: count(
      1_024, 16 * mebibyte, value.replyBytesMax,
      "Size of a reply; a larger one is refused unread.",
    ),
    attempt_ms: count(1_000, 6 * hourMs, value.attemptMs, "Wall time of one session."),
    stall_ms: count(1_000, hourMs, value.stallMs, "Silence within a session before it counts as stalled."),
    host_call_ms: count(1_000, hourMs, value.hostCallMs, "Deadline of a call to OpenCode that is not a prompt."),
    check_ms: count(1_000, hourMs, value.checkMs, "Wall time of one check command."),
    check_output_bytes_max: count(
      1_024, 64 * mebibyte, value.checkOutputBytesMax,
      "Output kept of one check command; the middle is cut.",
    ),
    mutation_ms: count(1_000, hourMs, value.mutationMs, "Wall time of the faults put into one change, if `gate.mutation` is on."),
    check_calls_max: count(0, 50, value.checkCallsMax, "How often a writer may ask the gate in one session."),
    provider_failures_max: count(
      1, 100, value.providerFailuresMax,
      "Failures in a row before a model counts as down; the mission pauses when all of a role's models are.",
    ),
    cool_down_ms: count(
      0, hourMs, value.coolDownMs,
      "How long a model is left alone after its provider failed, unless that said how long; twice as long with every further failure.",
    ),
    cool_down_max_ms: count(0, hourMs, value.coolDownMaxMs, "The longest that a model is left alone, whoever says so."),
  });
}

function budget(z: Z) {
  const tokens = z.number().int().min(0).max(1e12);
  return z.strictObject({
    tokens_max: ceiling(z, tokens, "Tokens in and out, cached ones included, for the whole mission."),
    cost_max: ceiling(
      z,
      z.number().min(0).max(1_000_000),
      "Money for the whole mission, as OpenCode counts it (US dollars).",
    ),
    tokens_per_task_max: ceiling(z, tokens, "Tokens for one task, all its attempts together."),
    cost_per_task_max: ceiling(
      z,
      z.number().min(0).max(1_000_000),
      "Money for one task, as OpenCode counts it (US dollars).",
    ),
    tokens_per_call_guess: ceiling(
      z,
      z.number().int().min(1).max(10_000_000),
      "Tokens that a role's first call is taken to use at most; after that, the most that was seen counts. `none`: what " +
        "the model's limits in OpenCode allow, or 8,000 where it has none.",
    ),
  });
}

function commandTable(z: Z) {
  return z.strictObject({
    allowed: list(z, commandText(z), {
      meaning:
        "Commands that plans may use, as word prefixes; `*` stands for one word. The entry `...` stands for the list as " +
        'it was before, so that `["...", "just test"]` adds to it.',
      default: ["..."],
    }),
    verify: list(z, wholeCommand(z), {
      meaning: "Your own commands for the finished result, beside the plan's.",
      default: [],
    }),
    checks: list(z, wholeCommand(z), {
      meaning: "Your own commands for every change, beside the task's.",
      default: [],
    }),
  });
}

function modelTable(z: Z) {
  const key = (role: ModelRole) =>
    models(z, `Models of the ${role}, cheap first; an empty list means the session's own model.`);
  const writer = (role: ModelRole) =>
    models(
      z,
      `Models of the ${role}, cheap first. The last ones are for escalation: of two the second; of three or more all from ` +
        "the third on, and the second for a fresh attempt. An empty list means the session's own model.",
    );
  return z.strictObject({
    default: models(z, "Models of every role that has no list of its own."),
    searcher: key("searcher"),
    planner: key("planner"),
    coder: writer("coder"),
    reviewer: models(
      z,
      "Models of the reviewer, cheap first. The n-th reviewer of a task takes the n-th that is not the writer's model, " +
        "if there is one; an empty list means the session's own model.",
    ),
    fixer: writer("fixer"),
    orchestrator: key("orchestrator"),
  });
}

function reviewKeys(z: Z) {
  const { reviewers, taskReviews, missionReview } = defaultSettings;
  return {
    reviewers: integer(z, 0, 5, {
      meaning: "Reviewers per task; 0 leaves the gate alone to judge.",
      default: reviewers,
    }),
    reviewers_tolerated: z
      .union([z.number().int().min(0).max(4), z.literal("half")])
      .optional()
      .meta({
        description:
          "How many of the reviewers may be wrong or lie: only if more than these reject, their opinions buy a round of " +
          "repair. A counterexample that is proven needs nobody's consent. `half`: of those who answer.",
        default: "half",
      }),
    task_reviews: choice(
      z, ["as-needed", "always"], taskReviews,
      "`as-needed`: a change that the gate accepted at the first attempt is not reviewed by itself if it ran a check of the task's own " +
        "and accepted at least four of five first attempts of this mission so far, of three or more; the review of the whole has it. " +
        "`always`: every change is, as it is where `mission_review` is off.",
    ),
    mission_review: choice(
      z, ["on", "off"], missionReview,
      "Whether the reviewers also hold the whole against the goal, when every task is merged: once, and once more after the " +
        "one round of tasks that a proven counterexample opens. With one task, which was reviewed, it is left out.",
    ),
  };
}

function tableSchema(z: Z) {
  const { slots, planning, votes, landing, protocolHeaders } = defaultSettings;
  return z.strictObject({
    slots: integer(z, 1, 8, { meaning: "Tasks worked on at once; each has a worktree of its own.", default: slots }),
    sessions_per_model: ceiling(z, z.number().int().min(1).max(64), "Sessions at once against one model."),
    planning: choice(
      z, ["as-needed", "always"], planning,
      "`as-needed`: a goal that the Searcher finds small enough for one writer, with no more files than a task may write, " +
        "becomes one task without a Planner; the gate and the reviews are the same. `always`: every goal is planned.",
    ),
    ...reviewKeys(z),
    votes: integer(z, 1, 5, {
      meaning:
        "The lead in votes that decides which files matter, which plan is followed, and which way out is taken when a task " +
        "does not come through. 1 takes the first answer; with more, each is asked for again, at most 2 × `votes` + 1 times; " +
        "plans that are refused do not count among these, but among `limits.plan_tries_max`.",
      default: votes,
    }),
    landing: z
      .enum(["worktree", "branch"])
      .optional()
      .meta({
        description:
          "`worktree`: the result is put into your folder as uncommitted changes. `branch`: only the branch " +
          "`orchestrator/<mission>` is left.",
        default: landing,
      }),
    protocol_headers: z
      .enum(["loopback", "always", "never"])
      .optional()
      .meta({
        description: "Which model requests carry the `x-orchestrator-…` headers: those to this machine, all, or none.",
        default: protocolHeaders,
      }),
    models: modelTable(z).optional(),
    limits: limits(z).optional(),
    budget: budget(z).optional(),
    commands: commandTable(z).optional(),
    shards: shards(z).optional(),
    gate: gateTable(z).optional(),
  });
}

/** One layer as written: the keys below `[orchestrator]`, each of them optional. */
export type WrittenSettings = Zod.input<ReturnType<typeof tableSchema>>;

export interface ConfigurationSchema {
  /** The keys below `[orchestrator]`, as plugin options and flags have them. */
  readonly table: ReturnType<typeof tableSchema>;
  /** The JSON Schema of the same. */
  readonly node: SchemaNode;
}

/** zod is loaded here and nowhere at module top: the plugin's start must not pay for it. */
export async function configurationSchema(): Promise<ConfigurationSchema> {
  const { z } = await import("zod");
  const table = tableSchema(z);
  return { table, node: z.toJSONSchema(table, { io: "input" }) as SchemaNode };
}
