// How hard a task is: the chance that one attempt at it is right, drawn once for each task from a Beta distribution, so
// that tries at one task are as correlated as they are found to be. A concentration of about .5 fits published rates of
// pass@1 and pass@100.

/** Turns a draw in [0, 1) into a chance; the same draw is the same rank among tasks for every mean. */
export type Difficulty = (rank: number) => number;

const cells = 2_000;
const known = new Map<string, Difficulty>();

/** `concentration` is the sum of the Beta's two parameters; `Infinity` makes all tasks alike. */
export function difficulty(mean: number, concentration: number): Difficulty {
  const key = `${mean} ${concentration}`;
  const found = known.get(key) ?? quantiles(mean, concentration);
  known.set(key, found);
  return found;
}

function quantiles(mean: number, concentration: number): Difficulty {
  if (concentration === Number.POSITIVE_INFINITY || mean <= 0 || mean >= 1) return () => mean;
  const [alpha, beta] = [mean * concentration, (1 - mean) * concentration];
  const table = Array.from({ length: cells }, (_, cell) => quantile((cell + 0.5) / cells, alpha, beta));
  return (rank) => table[Math.min(cells - 1, Math.floor(rank * cells))] ?? mean;
}

function quantile(share: number, alpha: number, beta: number): number {
  let [below, above] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (below + above) / 2;
    if (incompleteBeta(middle, alpha, beta) < share) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}

/** The regularised incomplete beta function, by its continued fraction (Lentz). */
export function incompleteBeta(x: number, alpha: number, beta: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (alpha + 1) / (alpha + beta + 2)) return 1 - incompleteBeta(1 - x, beta, alpha);
  const front = Math.exp(
    logGamma(alpha + beta) - logGamma(alpha) - logGamma(beta) + alpha * Math.log(x) + beta * Math.log1p(-x),
  );
  let [c, d] = [1, 1 / guarded(1 - ((alpha + beta) * x) / (alpha + 1))];
  let sum = d;
  for (let m = 1; m <= 300; m += 1) {
    const even = (m * (beta - m) * x) / ((alpha + 2 * m - 1) * (alpha + 2 * m));
    d = 1 / guarded(1 + even * d);
    c = guarded(1 + even / c);
    sum *= d * c;
    const odd = (-(alpha + m) * (alpha + beta + m) * x) / ((alpha + 2 * m) * (alpha + 2 * m + 1));
    d = 1 / guarded(1 + odd * d);
    c = guarded(1 + odd / c);
    sum *= d * c;
    if (Math.abs(d * c - 1) < 1e-12) break;
  }
  return (front * sum) / alpha;
}

function guarded(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/** Lanczos' approximation; for arguments above 0. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const terms = [676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
  let sum = 0.99999999999980993;
  for (const [at, term] of terms.entries()) sum += term / (x + at);
  const t = x + terms.length - 1.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
