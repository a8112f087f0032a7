// What OpenCode's own catalogue says of the models of a mission: their prices and limits, read when the mission begins
// and again when it is taken up, and journalled with that. Of it follow a first call's worst case and a shard's room.
import { modelRoles, type ModelRef, type ModelRole, type SessionRole } from "./ids.ts";
import type { Settings } from "./settings.ts";
import type { Spend } from "./spend.ts";

/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** Null where OpenCode knows nothing: local models have no price, and hand-written ones often no limits. */
export interface ModelFacts {
  readonly model: ModelRef;
  readonly contextTokens: number | null;
  /** The most that one call may answer. */
  readonly outputTokens: number | null;
  readonly price: Price | null;
}

export interface Catalogue {
  /** The model of the user's session, which roles without a model of their own ask. */
  readonly own: ModelRef | null;
  readonly models: readonly ModelFacts[];
}

/** Tokens that a call is taken to use at most where neither the catalogue nor the configuration says more. */
export const unknownCallTokens = 8_000;

/** Fewer bytes than a token of prose or code has as a rule, so that a request is rather taken for too large. */
const bytesPerToken = 3;
/** Instructions, tools and what the host adds; then the map of the repository. */
const frameBytes = 8_192 + 6_000;
/** What a role's prompt holds beside goal, card and shard: a brief, findings, a diff, each as far as prompts are cut. */
export const promptPartBytes: Readonly<Record<ModelRole, number>> = {
  searcher: 0,
  planner: 8_000,
  coder: 8_000,
  fixer: 8_000 + 24_000,
  reviewer: 24_000,
  orchestrator: 8_000,
};

/** The part of a host's list that a mission can have to do with. */
export function catalogueOf(settings: Settings, own: ModelRef | null, listed: readonly ModelFacts[]): Catalogue {
  const wanted = new Set([own, ...modelRoles.flatMap((role) => settings.models[role])]);
  return { own, models: listed.filter(({ model }) => wanted.has(model)) };
}

export function factsOf(catalogue: Catalogue | null, model: ModelRef | null): ModelFacts | null {
  const name = model ?? catalogue?.own ?? null;
  return catalogue?.models.find((facts) => facts.model === name) ?? null;
}

/** Bytes of a role's first request at most, its shard left out. */
function bytesBesideShard(settings: Settings, goal: string, role: ModelRole): number {
  return frameBytes + settings.limits.instructionCharsMax + goal.length + promptPartBytes[role];
}

/** Bytes of shard that a role may be sent: as configured, but no more than leaves its model room to answer. */
export function shardBytesFor(
  mission: { readonly settings: Settings; readonly goal: string; readonly catalogue: Catalogue | null },
  role: SessionRole,
  model: ModelRef | null,
  scale = 1,
): number {
  const configured = Math.floor(mission.settings.shardBytesMax[role] * scale);
  const facts = factsOf(mission.catalogue, model);
  if (facts === null || facts.contextTokens === null) return configured;
  // An answer may not take more than half: some catalogues give the whole context as the output's limit.
  const answer = Math.min(facts.outputTokens ?? 0, facts.contextTokens / 2);
  const room = (facts.contextTokens - answer) * bytesPerToken - bytesBesideShard(mission.settings, mission.goal, role);
  return Math.max(0, Math.min(configured, Math.floor(room)));
}

/** The most that the first call of a role can use of a model, by its limits; null if those are not known. */
export function worstFirstCall(settings: Settings, goal: string, role: ModelRole, facts: ModelFacts | null): Spend | null {
  if (facts === null || facts.outputTokens === null) return null;
  const shard = role === "orchestrator" ? 0 : settings.shardBytesMax[role];
  const request = Math.ceil((bytesBesideShard(settings, goal, role) + shard) / bytesPerToken);
  const input = Math.min(request, facts.contextTokens ?? request);
  const { price } = facts;
  const cost = price === null ? 0 : (input * Math.max(price.input, price.cacheWrite) + facts.outputTokens * price.output) / 1e6;
  return { tokens: input + facts.outputTokens, cost };
}

/** What so many tokens cost at most, of whatever kind they are; null without a price. */
export function dearest(tokens: number, facts: ModelFacts | null): number | null {
  const price = facts?.price ?? null;
  return price === null ? null : (tokens * Math.max(price.input, price.output, price.cacheRead, price.cacheWrite)) / 1e6;
}
