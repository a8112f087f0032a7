// Reads reports of one line each, by a pattern with named groups. It knows no tool.
import type { Diagnostic } from "./diagnostics.ts";

const lineLengthMax = 4_000;

/** Groups: `file`, `line`, `column`, `severity` ("warning" or anything else), `code`, `message`; all may be missing. */
export function readLines(output: string, pattern: RegExp): readonly Diagnostic[] {
  return output.split("\n").flatMap((line): readonly Diagnostic[] => {
    const groups = pattern.exec(line.slice(0, lineLengthMax))?.groups;
    if (groups === undefined) return [];
    return [
      {
        file: groups["file"] ?? null,
        line: groups["line"] === undefined ? null : Number(groups["line"]),
        column: groups["column"] === undefined ? null : Number(groups["column"]),
        code: groups["code"] ?? null,
        message: groups["message"] ?? "",
        severity: groups["severity"] === "warning" ? "warning" : "error",
      },
    ];
  });
}

export function errorsIn(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}
