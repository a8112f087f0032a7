// What a mission runs with when nobody configured anything. Knows no file and no schema, so that it costs nothing to
// import.
import { defaultAllowedCommands } from "../core/command.ts";
import { defaultSeverities } from "../core/policy-rules.ts";
import type { Settings } from "../core/settings.ts";

const mebibyte = 1024 * 1024;
const minuteMs = 60_000;

export const defaultSettings: Settings = {
  models: { searcher: [], planner: [], coder: [], reviewer: [], fixer: [], orchestrator: [] },
  slots: 4,
  sessionsPerModel: null,
  limits: {
    tasksMax: 200,
    filesPerTaskMax: 3,
    titleCharsMax: 200,
    instructionCharsMax: 8_000,
    planTriesMax: 3,
    attemptsPerTaskMax: 8,
    fixerRoundsMax: 2,
    verifyRoundsMax: 1,
    stepsMax: 40,
    correctionsMax: 3,
    repeatsMax: 3,
    replyBytesMax: mebibyte,
    attemptMs: 20 * minuteMs,
    stallMs: 3 * minuteMs,
    hostCallMs: 30_000,
    checkMs: 5 * minuteMs,
    checkOutputBytesMax: mebibyte,
    mutationMs: 2 * minuteMs,
    checkCallsMax: 3,
    providerFailuresMax: 3,
    coolDownMs: 5_000,
    coolDownMaxMs: 5 * minuteMs,
  },
  budget: { tokensMax: null, costMax: null, tokensPerTaskMax: null, costPerTaskMax: null, tokensPerCallGuess: null },
  reviewers: 1,
  reviewersTolerated: null,
  planning: "as-needed",
  taskReviews: "as-needed",
  missionReview: "on",
  votes: 1,
  shardBytesMax: {
    searcher: 12_000,
    planner: 12_000,
    coder: 16_000,
    reviewer: 16_000,
    fixer: 16_000,
  },
  allowedCommands: defaultAllowedCommands,
  verifyCommands: [],
  checkCommands: [],
  gate: { protect: [], rules: defaultSeverities, types: "auto", lint: "auto", tests: "affected", fixes: "safe", network: "off", mutation: "off" },
  landing: "worktree",
  protocolHeaders: "loopback",
};
