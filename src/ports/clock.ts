// Time and randomness come through here, so that a simulation can bend them.

export interface Clock {
  /** Milliseconds since 1970, never smaller than at the last call. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1): only for names of missions and for jitter, never for decisions. */
  random(): number;
}
