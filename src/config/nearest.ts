// The valid name nearest to a mistyped one, by edit distance. Knows nothing of configuration.

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
export function editDistance(left: string, right: string): number {
  let twoBack: number[] = [];
  let oneBack = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min(
        (oneBack[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (oneBack[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped && row > 1 && column > 1) best = Math.min(best, (twoBack[column - 2] ?? 0) + 1);
      current.push(best);
    }
    twoBack = oneBack;
    oneBack = current;
  }
  return oneBack[right.length] ?? 0;
}

/** Null if nothing is near enough to be meant. Case, `-` and `_` don't count, nor does the order of words. */
export function nearestName(written: string, valid: readonly string[]): string | null {
  // A name this long is no slip of the hand, and the distance costs its square.
  if (written.length > 100) return null;
  let best: { name: string; distance: number } | null = null;
  for (const name of valid) {
    const distance = sortedWords(name) === sortedWords(written) ? 0 : editDistance(plain(written), plain(name));
    if (distance <= Math.max(1, Math.ceil(name.length / 3)) && (best === null || distance < best.distance)) {
      best = { name, distance };
    }
  }
  return best?.name ?? null;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, "");
}

/** `maxTasks` and `tasks_max` have the same words. */
function sortedWords(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase().split(/[-_]/);
  return words.sort().join("_");
}
