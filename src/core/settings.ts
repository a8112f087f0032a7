// What a mission may do and spend: the values that the kernel and its ports run with. Users write `opencode.toml`;
// config/ checks it and makes this. The settings are journalled with the mission's start, so a replay has the same.
import type { ModelRef, ModelRole, SessionRole } from "./ids.ts";

export interface Limits {
  readonly tasksMax: number;
  readonly filesPerTaskMax: number;
  readonly titleCharsMax: number;
  readonly instructionCharsMax: number;
  /** Plans asked for before the mission gives up. */
  readonly planTriesMax: number;
  /** Tries at one task, by whichever role, before an honest stop. */
  readonly attemptsPerTaskMax: number;
  /** Consecutive rounds of the Fixer before a fresh attempt. */
  readonly fixerRoundsMax: number;
  /** Rounds in which a failed final verification may be repaired. */
  readonly verifyRoundsMax: number;
  /** Model calls within one session. */
  readonly stepsMax: number;
  /** Corrections of a malformed reply within one session. */
  readonly correctionsMax: number;
  /** The same tool call with the same answer, before the watchdog ends the session. */
  readonly repeatsMax: number;
  readonly replyBytesMax: number;
  /** Wall time of one session. */
  readonly attemptMs: number;
  /** Silence within a session (no event of the host), but for its announced retries, before it counts as stalled. */
  readonly stallMs: number;
  /** Deadline of a call to the host's interface that is not a prompt. */
  readonly hostCallMs: number;
  /** Wall time of one check command. */
  readonly checkMs: number;
  readonly checkOutputBytesMax: number;
  /** Wall time of one change's mutants. */
  readonly mutationMs: number;
  /** How often a writer may ask the gate in one session. */
  readonly checkCallsMax: number;
  /** Failures of one model's provider in a row before nothing more is expected of it, and of the host before a pause. */
  readonly providerFailuresMax: number;
  /** How long a model is left alone after its provider failed, unless that said how long; doubled with every failure. */
  readonly coolDownMs: number;
  /** The longest that a model is left alone, whoever says so. */
  readonly coolDownMaxMs: number;
}

export interface Budget {
  /** Tokens in and out, cached ones included, for the whole mission; null for no ceiling. */
  readonly tokensMax: number | null;
  /** In the provider's currency as OpenCode counts it (US dollars); null for no ceiling. */
  readonly costMax: number | null;
  readonly tokensPerTaskMax: number | null;
  readonly costPerTaskMax: number | null;
  /** What a role's first call is taken to use at most; null for what the model's limits allow. */
  readonly tokensPerCallGuess: number | null;
}

/** What the gate holds changes to, beside the plan. */
export interface GateSettings {
  /** Patterns of paths that no task may change: all `.lock` files, say, or a folder. */
  readonly protect: readonly string[];
  /** Severity of policy rules by id; a rule that is not named has its own. */
  readonly rules: Readonly<Record<string, "off" | "warning" | "error">>;
  /** Whether the project's own type checker is run on changes, if it has one. */
  readonly types: "auto" | "off";
  /** `project`: the project's own linter is run on changed files, if it has one. `auto`: if it has none, ours is. */
  readonly lint: "auto" | "project" | "off";
  /** Tests run beside the task's checks: those that import what was changed, the whole suite, or none. */
  readonly tests: "affected" | "all" | "off";
  /** Whether the gate mends by itself what needs no model: unused imports, formatting. */
  readonly fixes: "safe" | "off";
  /** Whether commands have a network beside the loopback; `off` cuts it off where the system can. */
  readonly network: "off" | "on";
  /** Whether small faults are put into the changed lines, to see whether the tests notice. */
  readonly mutation: "off" | "on";
}

export interface Settings {
  /** Models by role, cheap first, the last ones for escalation; an empty list means the session's own model. */
  readonly models: Readonly<Record<ModelRole, readonly ModelRef[]>>;
  /** Tasks worked on at once: each has a slot of its own. */
  readonly slots: number;
  /** Sessions at once against one model; null for no limit but the slots. */
  readonly sessionsPerModel: number | null;
  readonly limits: Limits;
  readonly budget: Budget;
  /** Whether a goal that the Searcher finds small enough for one writer is planned all the same; older journals do not say. */
  readonly planning: "as-needed" | "always";
  /** Reviewers per task; 0 leaves the gate alone to judge. */
  readonly reviewers: number;
  /**
   * How many of them may be wrong or lie: only more than these buy a round of repair with an opinion. Null for fewer than
   * half of those who answered.
   */
  readonly reviewersTolerated: number | null;
  /** Whether every accepted change is reviewed, or only where the mission gives reason to; journals of older versions do not say. */
  readonly taskReviews: "as-needed" | "always";
  /** Whether they also look at the whole, before it is verified; journals of older versions do not say. */
  readonly missionReview: "on" | "off";
  /** The lead in votes that decides what matters, which plan, and which way out at a pivot; 1 takes the first answer. */
  readonly votes: number;
  /** Bytes of shard that a role may be sent. */
  readonly shardBytesMax: Readonly<Record<SessionRole, number>>;
  /** Commands that plans may use, as word prefixes: `npm test`, `node --test`; `*` stands for one word. */
  readonly allowedCommands: readonly string[];
  /** The user's own commands for the finished trunk, beside the plan's. */
  readonly verifyCommands: readonly string[];
  /** The user's own commands for every change, beside the task's. */
  readonly checkCommands: readonly string[];
  readonly gate: GateSettings;
  /** `worktree`: uncommitted changes in the user's folder. `branch`: only the branch `orchestrator/<mission>`. */
  readonly landing: "worktree" | "branch";
  /** Where the protocol's headers are sent. */
  readonly protocolHeaders: "loopback" | "always" | "never";
}
