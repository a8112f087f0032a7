// Findings as a tool's output: few lines, one thing each. A line is a finding, however many lines its message has.
import type { Finding, Verdict } from "../core/change.ts";

const lineCharsMax = 400;

/** At most `linesMax` lines; the last says how many findings are not shown. */
export function showVerdict(verdict: Verdict, linesMax: number): string {
  const { findings } = verdict;
  const shown = findings.length <= linesMax ? findings : findings.slice(0, linesMax - 1);
  const rest = findings.length - shown.length;
  return [...shown.map(showFinding), ...(rest > 0 ? [`… and ${rest} more.`] : [])].join("\n");
}

function showFinding(finding: Finding): string {
  const place = finding.file === null ? "" : `${finding.file}${finding.line === null ? "" : `:${finding.line}`}: `;
  const weight = finding.severity === "warning" ? "warning " : "";
  const line = `${place}${finding.message.replace(/\s*\n\s*/g, " ")}`;
  return `${line.length > lineCharsMax ? `${line.slice(0, lineCharsMax)}…` : line} [${weight}${finding.rule}]`;
}
