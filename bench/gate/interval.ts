// The exact interval of Clopper and Pearson for a share that was counted: by bisection on the tail of the binomial
// distribution, summed in logarithms so that large counts do not overflow.

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const steps = 60;

/** Of `hits` among `count`, both whole numbers, so that the true share lies within in 95 of 100 counts or more. */
export function clopperPearson(hits: number, count: number, confidence = 0.95): Interval {
  if (count === 0) return { low: 0, high: 1 };
  const tail = (1 - confidence) / 2;
  const low = hits === 0 ? 0 : bisect((share) => 1 - atMost(hits - 1, count, share) > tail);
  const high = hits === count ? 1 : bisect((share) => atMost(hits, count, share) < tail);
  return { low, high };
}

/** The least share for which a condition that grows with it holds. */
function bisect(holds: (share: number) => boolean): number {
  let [below, above] = [0, 1];
  for (let step = 0; step < steps; step += 1) {
    const middle = (below + above) / 2;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return (below + above) / 2;
}

/** P(X ≤ hits) of a binomial distribution. */
function atMost(hits: number, count: number, share: number): number {
  if (share <= 0) return 1;
  if (share >= 1) return hits >= count ? 1 : 0;
  let logTerm = count * Math.log1p(-share);
  let sum = Math.exp(logTerm);
  for (let hit = 1; hit <= hits; hit += 1) {
    logTerm += Math.log(count - hit + 1) - Math.log(hit) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}
