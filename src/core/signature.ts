// What makes two failures the same: rule, file and message, without what differs from run to run.
import type { Finding } from "./change.ts";

/** Taken out of a message before it is compared, in this order: the longer forms hold the shorter ones. */
const varying: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/(?:\/[\w.@-]+)+\/slot-\d+/g, "SLOT"],
  [/(?:\/tmp|\/private\/tmp|\/var\/folders)(?:\/[\w.@+-]+)+/g, "TEMPORARY"],
  [/\b\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:z|[+-]\d\d:?\d\d)?/gi, "TIME"],
  [/\b\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?\b/g, "TIME"],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "ID"],
  [/\b0x[0-9a-f]+\b/gi, "ADDRESS"],
  // Names of objects and digests: hexadecimal, with a digit among it, so that words of a to f stay words.
  [/\b(?=[a-f]*\d)[0-9a-f]{7,}\b/gi, "ID"],
  [/\b\d+(?:[.,]\d+)?\s?(?:ns|µs|us|ms|s|sec|secs|seconds?|min|minutes?)\b/gi, "DURATION"],
  [/\d+(?:\.\d+)?/g, "N"],
];

function normalise(message: string): string {
  return varying.reduce((text, [pattern, name]) => text.replace(pattern, name), message).toLowerCase();
}

/** Empty for no error findings; otherwise equal for equal sets of findings, in whatever order they came. */
export function failureSignature(findings: readonly Finding[]): string {
  const parts = findings
    .filter((finding) => finding.severity === "error")
    .map((finding) => `${finding.rule}|${finding.file ?? ""}|${normalise(finding.message)}`);
  return [...new Set(parts)].sort().join("\n");
}
