// Patterns over repository paths: exact paths, subtrees (`src/`), and globs (`src/**/*.ts`). Text only; it does not know
// what is on disk.

/** Whether a declared path covers a path of the change. */
export function covers(declared: string, path: string): boolean {
  const pattern = normalisePath(declared);
  if (pattern.endsWith("/")) return path.startsWith(pattern);
  return path === pattern || (isGlob(pattern) && globMatches(pattern, path));
}

/** Square brackets and braces are ordinary in file names (`app/[id]/page.tsx`), so a star alone makes a pattern. */
export function isGlob(pattern: string): boolean {
  return pattern.includes("*");
}

/** `./a//b` as `a/b`; a slash at the end stays, since it names a subtree. */
export function normalisePath(path: string): string {
  return path.replace(/\/{2,}/g, "/").replace(/^(?:\.\/)+/, "");
}

/** `*` within one segment, `**` across any number of them, `?` one character. */
export function globMatches(glob: string, path: string): boolean {
  return segmentsMatch(glob.split("/"), path.split("/"));
}

/**
 * Walks both lists once, going back only to the last `**`: no input makes it slow, as a regular expression built from
 * someone else's pattern could be.
 */
function segmentsMatch(pattern: readonly string[], path: readonly string[]): boolean {
  return wildcardMatch(
    path.length,
    pattern.length,
    (index) => pattern[index] === "**",
    (patternAt, pathAt) => segmentMatches(pattern[patternAt] ?? "", path[pathAt] ?? ""),
  );
}

function segmentMatches(pattern: string, segment: string): boolean {
  return wildcardMatch(
    segment.length,
    pattern.length,
    (index) => pattern[index] === "*",
    (patternAt, segmentAt) => pattern[patternAt] === "?" || pattern[patternAt] === segment[segmentAt],
  );
}

function wildcardMatch(
  textLength: number,
  patternLength: number,
  isStar: (patternAt: number) => boolean,
  same: (patternAt: number, textAt: number) => boolean,
): boolean {
  let textAt = 0;
  let patternAt = 0;
  let starAt = -1;
  let starTextAt = 0;
  while (textAt < textLength) {
    if (patternAt < patternLength && isStar(patternAt)) {
      starAt = patternAt;
      starTextAt = textAt;
      patternAt += 1;
    } else if (patternAt < patternLength && same(patternAt, textAt)) {
      patternAt += 1;
      textAt += 1;
    } else if (starAt >= 0) {
      starTextAt += 1;
      textAt = starTextAt;
      patternAt = starAt + 1;
    } else {
      return false;
    }
  }
  while (patternAt < patternLength && isStar(patternAt)) patternAt += 1;
  return patternAt === patternLength;
}
