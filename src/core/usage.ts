// Tokens, money and calls, as the host counts them. Totals of a session only grow, so charging the difference to the
// last total charges each call once, however often a total is told.

export interface Usage {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** As the host prices it; 0 for models without a price. */
  readonly cost: number;
}

export const noUsage: Usage = {
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cost: 0,
};

export function addUsage(left: Usage, right: Usage): Usage {
  return {
    calls: left.calls + right.calls,
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    reasoningTokens: left.reasoningTokens + right.reasoningTokens,
    cacheReadTokens: left.cacheReadTokens + right.cacheReadTokens,
    cacheWriteTokens: left.cacheWriteTokens + right.cacheWriteTokens,
    cost: left.cost + right.cost,
  };
}

/** What `now` has more than `before`; never negative, so a late or repeated total charges nothing. */
export function usageSince(before: Usage, now: Usage): Usage {
  const more = (field: keyof Usage) => Math.max(0, now[field] - before[field]);
  return {
    calls: more("calls"),
    inputTokens: more("inputTokens"),
    outputTokens: more("outputTokens"),
    reasoningTokens: more("reasoningTokens"),
    cacheReadTokens: more("cacheReadTokens"),
    cacheWriteTokens: more("cacheWriteTokens"),
    cost: more("cost"),
  };
}

/** All tokens, cached ones included: what a ceiling in tokens is held against. */
export function totalTokens(usage: Usage): number {
  return (
    usage.inputTokens + usage.outputTokens + usage.reasoningTokens + usage.cacheReadTokens + usage.cacheWriteTokens
  );
}
