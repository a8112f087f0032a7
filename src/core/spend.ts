// What the kernel remembers of spending and of models, as data: what roles were seen to use, and what models bear.
import type { EffectId } from "./ids.ts";

export interface Spend {
  readonly tokens: number;
  readonly cost: number;
}

/** The most that a role was seen to use, in one call and in one session. */
export interface Seen {
  readonly call: Spend;
  readonly session: Spend;
}

export interface ModelHealth {
  /** Sessions at once after an overload; null while only the configuration limits them. */
  limit: number | null;
  /** Sessions with a lower number were begun before the limit was cut, and their overload is the same one. */
  cutAt: number;
  /** Failures of the provider in a row. */
  failures: number;
  /** Sessions with a lower number were begun before the last failure, and theirs is the same one. */
  failedAt: number;
  /** The host has no such model. */
  isUnknown: boolean;
  /** The wait that is under way; null if it can be asked. */
  coolDown: CoolDown | null;
}

export interface CoolDown {
  /** The effect that waits. */
  readonly effect: EffectId;
  readonly ms: number;
  /** Milliseconds since 1970, for people; null until the clock was asked. */
  readonly untilMs: number | null;
  readonly why: string;
}
