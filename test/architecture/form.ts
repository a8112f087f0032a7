// Rules on the form of files: small, begun by a comment, without `any`, marks of unfinished work, or default exports.
import { isFunction, lineAt, violation, walk, type Source } from "./source.ts";

const fileLinesMax = 300;
const medianLinesMax = 180;
const functionLinesMax = 60;

export function longFiles(sources: readonly Source[]): string[] {
  return sources
    .map((source) => ({ source, lines: linesOf(source) }))
    .filter(({ lines }) => lines > fileLinesMax)
    .map(({ source, lines }) => `${source.path}: has ${lines} lines; ${fileLinesMax} are the most`);
}

/** One large file among small ones is a room too big; many are a house that nobody sees through. */
export function largeMedian(sources: readonly Source[]): string[] {
  const lines = sources.map(linesOf).sort((left, right) => left - right);
  const median = lines[Math.floor(lines.length / 2)] ?? 0;
  return median > medianLinesMax ? [`src/: the median file has ${median} lines; ${medianLinesMax} are the most`] : [];
}

function linesOf(source: Source): number {
  return lineAt(source, source.text.trimEnd().length);
}

export function longFunctions(sources: readonly Source[]): string[] {
  const found: string[] = [];
  for (const source of sources) {
    walk(source.program, (node) => {
      if (!isFunction(node)) return;
      const lines = lineAt(source, node.end) - lineAt(source, node.start) + 1;
      if (lines <= functionLinesMax) return;
      found.push(violation(source, node.start, `a function of ${lines} lines; ${functionLinesMax} are the most`));
    });
  }
  return found;
}

export function missingHeaders(sources: readonly Source[]): string[] {
  return sources
    .filter((source) => {
      const begin = /^#!.*\n/.exec(source.text)?.[0].length ?? 0;
      return !source.comments.some((comment) => comment.start === begin && comment.value.trim().length > 20);
    })
    .map((source) => `${source.path}:1: must begin with a comment that says what the file is for`);
}

/** The host wants a default export of the plugin; everywhere else an import should name what it takes. */
export function defaultExports(sources: readonly Source[]): string[] {
  const found: string[] = [];
  for (const source of sources) {
    if (source.path === "src/plugin/server.ts") continue;
    walk(source.program, (node) => {
      if (node.type === "ExportDefaultDeclaration") found.push(violation(source, node.start, "has a default export"));
    });
  }
  return found;
}

export function looseTypes(sources: readonly Source[]): string[] {
  const found: string[] = [];
  for (const source of sources) {
    walk(source.program, (node) => {
      if (node.type === "TSAnyKeyword") found.push(violation(source, node.start, "any; take unknown and a guard"));
    });
    for (const comment of source.comments) {
      if (/^\s*@ts-(ignore|expect-error|nocheck)\b/.test(comment.value)) {
        found.push(violation(source, comment.start, "silences the type checker"));
      }
    }
  }
  return found;
}

export function unfinishedWork(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    source.comments
      .filter((comment) => /^\W*(TODO|FIXME|XXX|HACK)\b/m.test(comment.value))
      .map((comment) => violation(source, comment.start, "marks unfinished work")),
  );
}
