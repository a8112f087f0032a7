// Findings as a tool's output: few lines, one thing each.
import type { Finding, Verdict } from "../core/change.ts";

export function showVerdict(verdict: Verdict, findingsMax: number): string {
  const shown = verdict.findings.slice(0, findingsMax).map(showFinding);
  const rest = verdict.findings.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… and ${rest} more.`] : [])].join("\n");
}

function showFinding(finding: Finding): string {
  const place = finding.file === null ? "" : `${finding.file}${finding.line === null ? "" : `:${finding.line}`}: `;
  return `${place}${finding.message} [${finding.rule}]`;
}
