// Turns the first Ctrl-C, or a request to end, into an abort; a second one ends the process as usual.

export interface Interruption {
  readonly signal: AbortSignal;
  end(): void;
}

export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.once(name, abort);
  return {
    signal: controller.signal,
    end: () => {
      for (const name of signals) process.off(name, abort);
    },
  };
}
