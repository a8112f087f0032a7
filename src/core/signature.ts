// What makes two failures the same: stage, rule, file and message, without what differs from run to run.
import type { Finding } from "./change.ts";

/** Numbers, addresses, times and slot paths are taken out of a message before it is compared. */
function normalise(message: string): string {
  return message
    .replace(/(?:\/[\w.@-]+)+\/slot-\d+/g, "SLOT")
    .replace(/0x[0-9a-f]+/gi, "N")
    .replace(/\d+(?:\.\d+)?/g, "N")
    .toLowerCase();
}

/** Empty for no error findings; otherwise equal for equal sets of findings, in whatever order they came. */
export function failureSignature(findings: readonly Finding[]): string {
  const parts = findings
    .filter((finding) => finding.severity === "error")
    .map((finding) => `${finding.rule}|${finding.file ?? ""}|${normalise(finding.message)}`);
  return [...new Set(parts)].sort().join("\n");
}
