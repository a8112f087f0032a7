// Reports of the stand-alone gate for tests of how they are shown.
import type { Finding } from "../../../src/core/change.ts";
import { countsOf, type CheckReport } from "../../../src/cli/check-json.ts";

export function found(more: Partial<Finding> = {}): Finding {
  return {
    stage: "links",
    rule: "links/unknown-export",
    severity: "error",
    file: "src/a.ts",
    line: 3,
    column: 7,
    message: 'src/b.ts does not export "x".',
    excerpt: "  2 | before\n> 3 | import { x } from './b.ts';",
    ...more,
  };
}

export function report(findings: readonly Finding[], more: Partial<CheckReport> = {}): CheckReport {
  const refused = findings.some(({ severity }) => severity === "error");
  return {
    version: 1,
    outcome: refused ? "refused" : "accepted",
    refusedBy: refused ? "links" : null,
    root: "/home/me/my app",
    base: { commit: "0123456789abcdef0123456789abcdef01234567", kind: "head", text: "HEAD (0123456789)" },
    files: [{ path: "src/a.ts", status: "modified" }],
    stages: [{ name: "links", outcome: refused ? "refused" : "passed", durationMs: 12 }],
    findings,
    counts: countsOf(findings),
    notes: [],
    ...more,
  };
}
