// Names that only some systems can store, and names that some systems take for one. By text alone; it does not know what
// is on disk.

const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** Why not every system can store the path, in words that go on from it; null if every one can. */
export function portabilityProblem(path: string): string | null {
  for (const part of path.split("/")) {
    if (/\p{Cc}/u.test(part)) return "contains a control character";
    if (/[<>:"|?*\\]/.test(part)) return `contains ${/[<>:"|?*\\]/.exec(part)?.[0]}, which Windows cannot store`;
    if (/[. ]$/.test(part)) return "has a part that ends in a dot or a space, which Windows cannot store";
    if (reserved.test(part)) return `has the part "${part}", which Windows reserves`;
  }
  return null;
}

/** The same for names that file systems without case, or with another Unicode form, do not tell apart. */
export function foldedPath(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
