// The protocol's headers on model requests: who asks, for gateways that bill by it and for the scripted server.
import { headerNames, protocolVersion } from "../core/protocol.ts";
import type { WatchedSession } from "../host/session-table.ts";

/** Headers for a request of a watched session, or of the Orchestrator's own; none where they are not wanted. */
export function protocolHeaders(own: WatchedSession | null, baseUrl: string): Record<string, string> {
  const when = own?.protocolHeaders ?? "loopback";
  if (when === "never" || (when === "loopback" && !isLoopback(baseUrl))) return {};
  const headers: Record<string, string> = { [headerNames.protocol]: protocolVersion };
  if (own === null) return { ...headers, [headerNames.role]: "orchestrator", [headerNames.attempt]: "1" };
  const { mission, role, task, attempt } = own.identity;
  return {
    ...headers,
    [headerNames.mission]: mission,
    [headerNames.role]: role,
    [headerNames.attempt]: String(attempt),
    ...(task === null ? {} : { [headerNames.task]: task }),
  };
}

export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
