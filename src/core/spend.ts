// What the kernel remembers of spending and of models, as data: what roles were seen to use, and what models bear.

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
  /** Why another is asked instead: its provider fails, or the host does not know it. */
  down: "provider" | "unknown" | null;
}
