// Paths as plans name them: relative to the repository, forward slashes. Decides by text alone; it does not know what
// is on disk, so links are the gate's and the workspace's to judge.

export type PathCheck = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly problem: string };

export const pathCharsMax = 1024;

/** `./a//b` becomes `a/b`; a path that could leave the repository, or means more than one file, is a problem. */
export function checkRepositoryPath(text: string): PathCheck {
  const problem = problemOf(text);
  if (problem !== null) return { ok: false, problem };
  const segments = text.split("/").filter((segment) => segment !== "" && segment !== ".");
  return { ok: true, path: segments.join("/") };
}

function problemOf(text: string): string | null {
  if (text.trim() === "") return "is empty; name a file, as in src/login.ts";
  if (text.length > pathCharsMax) return `is ${text.length} characters long; a path has at most ${pathCharsMax}`;
  if (/\p{Cc}/u.test(text)) return "contains a control character";
  if (text.includes("\\")) return "contains a backslash; use forward slashes";
  if (text.startsWith("/")) return "is absolute; make it relative to the repository";
  if (/^[a-z]:/i.test(text)) return "begins with a drive letter; make it relative to the repository";
  if (text.startsWith("~")) return "begins with ~; make it relative to the repository";
  if (text.endsWith("/")) return "names a folder; name each file";
  // Square brackets and lone braces are ordinary in file names (app/[id]/page.tsx), so only these are taken as patterns.
  if (/[*?]|\{[^}]*,[^}]*\}/.test(text)) return "contains a wildcard; name each file";
  const segments = text.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.length === 0) return "names the repository itself; name each file";
  return forbiddenPart(segments);
}

function forbiddenPart(segments: readonly string[]): string | null {
  if (segments.includes("..")) return "contains ..; name the path from the repository's root without it";
  // Compared without case, since some file systems do not tell .GIT from .git.
  const lower = segments.map((segment) => segment.toLowerCase());
  if (lower.includes(".git")) return "is inside .git, which no task may touch";
  if (lower[0] === ".opencode" && lower[1] === "orchestrator") {
    return "is inside .opencode/orchestrator, which no task may touch";
  }
  return null;
}
