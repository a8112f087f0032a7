// The report as SARIF 2.1.0, which code scanning services and editors read.
// Specification: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import type { Log, ReportingDescriptor, Result, Run } from "sarif";
import type { Finding } from "../core/change.ts";
import type { CheckReport } from "./check-json.ts";

const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const rootId = "SRCROOT";
/** Changes with the way fingerprints are made, so that old ones are not taken for new. */
const fingerprintName = "opencodeOrchestrator/v1";

export function sarifLog(report: CheckReport, toolVersion: string): Log {
  return { $schema: schema, version: "2.1.0", runs: [runOf(report, toolVersion)] };
}

function runOf(report: CheckReport, toolVersion: string): Run {
  const ids = [...new Set(report.findings.map(({ rule }) => rule))].sort();
  const fingerprint = createFingerprints();
  return {
    tool: {
      driver: {
        name: "opencode-orchestrator",
        version: toolVersion,
        semanticVersion: toolVersion,
        rules: ids.map((id) => ruleOf(id, report.findings)),
      },
    },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { [rootId]: { uri: `${pathToFileURL(report.root).href.replace(/\/$/, "")}/` } },
    invocations: [
      {
        executionSuccessful: true,
        exitCode: report.outcome === "accepted" ? 0 : 1,
        toolExecutionNotifications: report.notes.map((text) => ({ level: "note", message: { text } })),
      },
    ],
    automationDetails: { id: "opencode-orchestrator/check/" },
    results: report.findings.map((found) => resultOf(found, ids, fingerprint(found))),
  };
}

function ruleOf(id: string, findings: readonly Finding[]): ReportingDescriptor {
  const words = id.replace(/^[^/]*\//, "").replace(/[-_/]+/g, " ");
  const isError = findings.some(({ rule, severity }) => rule === id && severity === "error");
  return {
    id,
    shortDescription: { text: `${words.charAt(0).toUpperCase()}${words.slice(1)}` },
    defaultConfiguration: { level: isError ? "error" : "warning" },
    properties: { tags: [id.split("/")[0] ?? id] },
  };
}

function resultOf(found: Finding, ids: readonly string[], fingerprint: string): Result {
  return {
    ruleId: found.rule,
    ruleIndex: ids.indexOf(found.rule),
    level: found.severity,
    message: { text: found.message },
    // What a command says of no file has no place.
    locations: found.file === null ? [] : [{ physicalLocation: { artifactLocation: artifact(found.file), ...region(found) } }],
    partialFingerprints: { [fingerprintName]: fingerprint },
  };
}

function artifact(file: string): { readonly uri: string; readonly uriBaseId: string } {
  return { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: rootId };
}

function region({ line, column, excerpt }: Finding): { region?: { startLine: number; startColumn?: number; snippet?: { text: string } } } {
  if (line === null) return {};
  return {
    region: {
      startLine: line,
      ...(column === null ? {} : { startColumn: column }),
      ...(excerpt === null ? {} : { snippet: { text: excerpt } }),
    },
  };
}

/**
 * The same problem has the same fingerprint when lines above it come and go: line numbers do not count, neither where
 * the finding stands nor within its message; what is alike is told apart by its order.
 */
function createFingerprints(): (found: Finding) => string {
  const seen = new Map<string, number>();
  return ({ rule, file, message, excerpt }) => {
    const marked = excerpt?.split("\n").find((line) => line.startsWith(">"))?.replace(/^>\s*\d+ \|\s*/, "") ?? "";
    const text = [rule, file ?? "", message.replace(/\d+/g, "#"), marked.trim()].join("\0");
    const order = seen.get(text) ?? 0;
    seen.set(text, order + 1);
    return createHash("sha256").update(`${text}\0${order}`).digest("hex").slice(0, 32);
  };
}
