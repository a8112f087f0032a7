// A diff of many files in a bound of bytes: every file keeps a fair share, so that a large one cannot hide the others.

/** Unified diff; short files stay whole, and of a long one it is said how many lines are left out. */
export function packDiff(patch: string, bytesMax: number): string {
  if (Buffer.byteLength(patch) <= bytesMax) return patch;
  const files = patch.split(/^(?=diff --git )/m).filter((part) => part !== "");
  const sizes = files.map((file) => Buffer.byteLength(file));
  const shares = fairShares(sizes, bytesMax);
  return files.map((file, at) => cutFile(file, shares[at] ?? 0)).join("");
}

/** The smallest are served first, and what they leave is shared by the others. */
function fairShares(sizes: readonly number[], total: number): readonly number[] {
  const order = sizes.map((size, at) => ({ size, at })).sort((left, right) => left.size - right.size || left.at - right.at);
  const shares = sizes.map(() => 0);
  let room = total;
  for (const [served, { size, at }] of order.entries()) {
    const share = Math.min(size, Math.floor(room / (order.length - served)));
    shares[at] = share;
    room -= share;
  }
  return shares;
}

/** Whole lines, and a last one that says how many are left out; nothing where not even that fits. */
function cutFile(file: string, bytesMax: number): string {
  if (Buffer.byteLength(file) <= bytesMax) return file;
  const lines = file.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const mark = (left: number) => `[${left} more lines of this file's diff; read the file]\n`;
  let room = bytesMax - Buffer.byteLength(mark(lines.length));
  if (room < 0) return "";
  let kept = "";
  let count = 0;
  for (const line of lines) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    kept += `${line}\n`;
    count += 1;
  }
  return kept + mark(lines.length - count);
}
