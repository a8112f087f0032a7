// Which lines of a text are not those of another: a line by line comparison that keeps the longest common order. It
// knows no language.

/** Lines compared one with another; beyond that, all between the common beginning and end count as changed. */
const cellsMax = 4_000_000;

/** Numbers of lines of `after`, from 1, that `before` has not. */
export function changedLines(before: string, after: string): ReadonlySet<number> {
  const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const [oldMiddle, nowMiddle] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
  const kept = oldMiddle.length * nowMiddle.length > cellsMax ? new Set<number>() : commonLines(oldMiddle, nowMiddle);
  return new Set(nowMiddle.flatMap((_, at) => (kept.has(at) ? [] : [start + at + 1])));
}

/** Indices of `now` that are part of a longest common subsequence. */
function commonLines(old: readonly string[], now: readonly string[]): ReadonlySet<number> {
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      const isSame = old[row] === now[column];
      lengths[row * width + column] = isSame ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const found = new Set<number>();
  for (let row = 0, column = 0; row < old.length && column < now.length; ) {
    if (old[row] === now[column]) {
      found.add(column);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return found;
}
