// Findings as a model reads them: one line each with its place, the lines it is about below, grouped by file.
import type { Finding } from "../core/change.ts";
import { cutChars, cutLines, oneLine } from "./prompt-text.ts";

export const findingsMax = 20;
export const findingsBytesMax = 8_000;
const messageCharsMax = 500;
const excerptLinesMax = 7;
const excerptCharsMax = 200;
const fixCharsMax = 300;

/** Errors before warnings: if something has to go, it is the warnings. Empty if there are no findings. */
export function showFindings(findings: readonly Finding[]): string {
  const shown = groupByFile(findings).slice(0, findingsMax);
  const rest = findings.length - shown.length;
  const text = shown.map(showFinding).join("\n");
  const more = rest > 0 ? `\n(and ${rest} more of ${findings.length} findings)` : "";
  return cutLines(text, findingsBytesMax - Buffer.byteLength(more)) + more;
}

function groupByFile(findings: readonly Finding[]): readonly Finding[] {
  const errors = findings.filter((finding) => finding.severity === "error");
  const warnings = findings.filter((finding) => finding.severity === "warning");
  return [errors, warnings].flatMap((some) => {
    const files = new Map<string | null, Finding[]>();
    for (const finding of some) {
      const sameFile = files.get(finding.file);
      if (sameFile === undefined) files.set(finding.file, [finding]);
      else sameFile.push(finding);
    }
    return [...files.values()].flat();
  });
}

/** `src/a.ts:12:3 [syntax/parse-error] message`, with the fix if there is one, and the excerpt set in below. */
function showFinding(finding: Finding): string {
  const { file, line, column } = finding;
  const position = [file, file === null ? null : line, line === null ? null : column].filter((part) => part !== null);
  const rule = finding.severity === "warning" ? `[warning ${finding.rule}]` : `[${finding.rule}]`;
  const place = `${file === null ? "" : `${position.join(":")} `}${rule} ${cutChars(oneLine(finding.message), messageCharsMax)}`;
  // The findings of an older journal have no fix.
  const fix = finding.fix ?? "";
  const head = fix.trim() === "" ? place : `${place}\n    fix: ${cutChars(oneLine(fix), fixCharsMax)}`;
  if (finding.excerpt === null || finding.excerpt.trim() === "") return head;
  const lines = finding.excerpt.trimEnd().split("\n").slice(0, excerptLinesMax);
  return [head, ...lines.map((text) => `    ${cutChars(text.trimEnd(), excerptCharsMax)}`)].join("\n");
}
