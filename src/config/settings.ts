// Makes what runs out of what was written: layers laid over each other key by key, then turned into `Settings`. Knows
// only layers that were checked.
import { modelRoles, type ModelRef, type ModelRole, type SessionRole } from "../core/ids.ts";
import type { Budget, GateSettings, Limits, Settings } from "../core/settings.ts";
import type { WrittenSettings } from "./schema.ts";

type Table<Name extends keyof WrittenSettings> = NonNullable<WrittenSettings[Name]>;

/** `...` in a list of allowed commands stands for the list as the layers below left it. */
const listBelow = "...";

/** One layer laid over settings; keys that it does not name stay. */
export function overlay(below: Settings, written: WrittenSettings): Settings {
  return {
    models: overlayModels(below.models, written.models ?? {}),
    slots: written.slots ?? below.slots,
    sessionsPerModel: ceiling(written.sessions_per_model, below.sessionsPerModel),
    limits: overlayLimits(below.limits, written.limits ?? {}),
    budget: overlayBudget(below.budget, written.budget ?? {}),
    planning: written.planning ?? below.planning,
    reviewers: written.reviewers ?? below.reviewers,
    reviewersTolerated: ceiling(written.reviewers_tolerated, below.reviewersTolerated),
    taskReviews: written.task_reviews ?? below.taskReviews,
    missionReview: written.mission_review ?? below.missionReview,
    votes: written.votes ?? below.votes,
    shardBytesMax: { ...below.shardBytesMax, ...defined(written.shards ?? {}) },
    allowedCommands: allowed(below.allowedCommands, written.commands?.allowed),
    verifyCommands: written.commands?.verify ?? below.verifyCommands,
    checkCommands: written.commands?.checks ?? below.checkCommands,
    gate: overlayGate(below.gate, written.gate ?? {}),
    landing: written.landing ?? below.landing,
    protocolHeaders: written.protocol_headers ?? below.protocolHeaders,
  };
}

/** A word in a number's place (`none`, `half`) takes the number away again. */
function ceiling(written: number | string | undefined, below: number | null): number | null {
  if (typeof written === "string") return null;
  return written ?? below;
}

function allowed(below: readonly string[], written: readonly string[] | undefined): readonly string[] {
  if (written === undefined) return below;
  return [...new Set(written.flatMap((entry) => (entry === listBelow ? below : [entry])))];
}

function defined(shards: Table<"shards">): Partial<Record<SessionRole, number>> {
  return Object.fromEntries(Object.entries(shards).filter(([, bytes]) => bytes !== undefined));
}

/** A layer's `default` speaks for every role that the same layer does not name: the later layer knows better. */
function overlayModels(below: Settings["models"], written: Table<"models">): Settings["models"] {
  const list = (value: ModelRef | readonly ModelRef[]) => (typeof value === "string" ? [value] : value);
  const entries = modelRoles.map((role) => [role, list(written[role] ?? written.default ?? below[role])]);
  return Object.fromEntries(entries) as Record<ModelRole, readonly ModelRef[]>;
}

function overlayGate(below: GateSettings, written: Table<"gate">): GateSettings {
  return {
    protect: written.protect ?? below.protect,
    rules: { ...below.rules, ...given(written.rules ?? {}) },
    types: written.types ?? below.types,
    lint: written.lint ?? below.lint,
    tests: written.tests ?? below.tests,
    fixes: written.fixes ?? below.fixes,
    network: written.network ?? below.network,
    mutation: written.mutation ?? below.mutation,
  };
}

function given(rules: NonNullable<Table<"gate">["rules"]>): GateSettings["rules"] {
  return Object.fromEntries(Object.entries(rules).flatMap(([id, severity]) => (severity === undefined ? [] : [[id, severity]])));
}

function overlayBudget(below: Budget, written: Table<"budget">): Budget {
  return {
    tokensMax: ceiling(written.tokens_max, below.tokensMax),
    costMax: ceiling(written.cost_max, below.costMax),
    tokensPerTaskMax: ceiling(written.tokens_per_task_max, below.tokensPerTaskMax),
    costPerTaskMax: ceiling(written.cost_per_task_max, below.costPerTaskMax),
    tokensPerCallGuess: ceiling(written.tokens_per_call_guess, below.tokensPerCallGuess),
  };
}

function overlayLimits(below: Limits, written: Table<"limits">): Limits {
  return {
    tasksMax: written.tasks_max ?? below.tasksMax,
    filesPerTaskMax: written.files_per_task_max ?? below.filesPerTaskMax,
    titleCharsMax: written.title_chars_max ?? below.titleCharsMax,
    instructionCharsMax: written.instruction_chars_max ?? below.instructionCharsMax,
    planTriesMax: written.plan_tries_max ?? below.planTriesMax,
    attemptsPerTaskMax: written.attempts_per_task_max ?? below.attemptsPerTaskMax,
    fixerRoundsMax: written.fixer_rounds_max ?? below.fixerRoundsMax,
    verifyRoundsMax: written.verify_rounds_max ?? below.verifyRoundsMax,
    stepsMax: written.steps_max ?? below.stepsMax,
    correctionsMax: written.corrections_max ?? below.correctionsMax,
    repeatsMax: written.repeats_max ?? below.repeatsMax,
    replyBytesMax: written.reply_bytes_max ?? below.replyBytesMax,
    attemptMs: written.attempt_ms ?? below.attemptMs,
    stallMs: written.stall_ms ?? below.stallMs,
    hostCallMs: written.host_call_ms ?? below.hostCallMs,
    checkMs: written.check_ms ?? below.checkMs,
    checkOutputBytesMax: written.check_output_bytes_max ?? below.checkOutputBytesMax,
    mutationMs: written.mutation_ms ?? below.mutationMs,
    checkCallsMax: written.check_calls_max ?? below.checkCallsMax,
    providerFailuresMax: written.provider_failures_max ?? below.providerFailuresMax,
    coolDownMs: written.cool_down_ms ?? below.coolDownMs,
    coolDownMaxMs: written.cool_down_max_ms ?? below.coolDownMaxMs,
  };
}
