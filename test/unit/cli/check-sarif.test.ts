import type { Log, Result, Run } from "sarif";
import { describe, expect, test } from "vitest";
import { sarifLog } from "../../../src/cli/check-sarif.ts";
import type { CheckReport } from "../../../src/cli/check-json.ts";
import { found, report } from "./reports.ts";

const written = (of: CheckReport): Log => JSON.parse(JSON.stringify(sarifLog(of, "1.2.3"))) as Log;

function runOf(of: CheckReport): Run {
  const [run, ...more] = written(of).runs;
  if (run === undefined || more.length > 0) throw new Error("There is not exactly one run.");
  return run;
}

const fingerprints = (of: CheckReport): (string | undefined)[] =>
  (runOf(of).results ?? []).map(({ partialFingerprints }) => partialFingerprints?.["opencodeOrchestrator/v1"]);

/** What the schema of SARIF 2.1.0 asks of a result and its places, where types do not say it already. */
function breaches({ ruleId, ruleIndex, level, message, locations }: Result, run: Run): string[] {
  const wrong: string[] = [];
  if (run.tool.driver.rules?.[ruleIndex ?? -1]?.id !== ruleId) wrong.push("ruleIndex does not lead to ruleId");
  if (!["none", "note", "warning", "error"].includes(level ?? "")) wrong.push(`level ${level}`);
  if ((message.text ?? "") === "") wrong.push("no message");
  for (const { physicalLocation } of locations ?? []) {
    const { artifactLocation, region } = physicalLocation ?? {};
    const uri = artifactLocation?.uri ?? "";
    const base = run.originalUriBaseIds?.[artifactLocation?.uriBaseId ?? ""]?.uri ?? "";
    if (!/^file:\/\/\/.*\/$/.test(base)) wrong.push(`base ${base}`);
    if (!URL.canParse(uri, base) || /[^\w\-.~%!$&'()*+,;=:@/]/.test(uri)) wrong.push(`uri ${uri}`);
    if (region !== undefined && !(Number.isInteger(region.startLine) && (region.startLine ?? 0) >= 1)) wrong.push("startLine");
    if (region?.startColumn !== undefined && region.startColumn < 1) wrong.push("startColumn");
  }
  return wrong;
}

describe("SARIF", () => {
  const findings = [
    found(),
    found({ file: "src/ü b/[id]#1%.ts", line: 1, column: null, severity: "warning", rule: "policy/unused-import" }),
    found({ file: null, line: null, column: null, excerpt: null, rule: "checks/command-failed", message: "It failed." }),
    found({ line: null, column: null, excerpt: null, rule: "scope/mode" }),
  ];

  test("keeps to the essentials of the schema", () => {
    const log = written(report(findings, { notes: ["types: no checker"] }));
    const [run] = log.runs;
    expect(log.version).toBe("2.1.0");
    expect(log.$schema).toMatch(/^https:.*sarif-schema-2\.1\.0\.json$/);
    expect(run?.tool.driver).toMatchObject({ name: "opencode-orchestrator", version: "1.2.3" });
    expect(run?.results?.flatMap((result) => breaches(result, run))).toEqual([]);
    expect(run?.results).toHaveLength(findings.length);
    expect(run?.originalUriBaseIds).toEqual({ SRCROOT: { uri: "file:///home/me/my%20app/" } });
    expect(run?.invocations?.[0]).toMatchObject({
      executionSuccessful: true,
      exitCode: 1,
      toolExecutionNotifications: [{ level: "note", message: { text: "types: no checker" } }],
    });
  });

  test("each rule is there once, with its level", () => {
    const { tool } = runOf(report([...findings, found({ line: 8 })]));
    expect(tool.driver.rules?.map(({ id, defaultConfiguration }) => [id, defaultConfiguration?.level])).toEqual([
      ["checks/command-failed", "error"],
      ["links/unknown-export", "error"],
      ["policy/unused-import", "warning"],
      ["scope/mode", "error"],
    ]);
  });

  test("places are percent-encoded and relative, and lead to the file", () => {
    const place = runOf(report(findings)).results?.[1]?.locations?.[0]?.physicalLocation?.artifactLocation;
    expect(place).toEqual({ uri: "src/%C3%BC%20b/%5Bid%5D%231%25.ts", uriBaseId: "SRCROOT" });
  });

  test("fingerprints stay when lines move, and tell like problems apart", () => {
    const before = fingerprints(report([found(), found({ line: 30 }), found({ rule: "links/other" })]));
    const moved = found({ line: 5, excerpt: "  4 | before\n> 5 |   import { x } from './b.ts';" });
    expect(fingerprints(report([moved]))[0]).toBe(before[0]);
    expect(new Set(before).size).toBe(3);
    expect(fingerprints(report([found({ file: "src/c.ts" })]))[0]).not.toBe(before[0]);
  });

  test("an accepted change is a run without results", () => {
    expect(runOf(report([])).results).toEqual([]);
  });
});
