// Reads the protocol's headers: which mission, role, task and attempt a request belongs to.
import { roles, type Role } from "../core/ids.ts";
import { headerNames, protocolVersion } from "../core/protocol.ts";
import type { Identity } from "./script.ts";

export type Headers = Readonly<Record<string, string>>;

export type IdentityReading =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly problem: string };

export const nobody: Identity = { mission: null, role: null, task: null, attempt: 1 };

/** Without a role header the request is nobody's. `headers` has its names in lower case. */
export function readIdentity(headers: Headers): IdentityReading {
  const version = headers[headerNames.protocol];
  if (version !== undefined && version !== protocolVersion) {
    return refused(`${headerNames.protocol} is "${version}"; this server knows version ${protocolVersion}.`);
  }
  const role = headers[headerNames.role];
  if (role === undefined) return { ok: true, identity: nobody };
  if (!isRole(role)) return refused(`${headerNames.role} is "${role}"; it must be one of ${roles.join(", ")}.`);
  const attempt = headers[headerNames.attempt] ?? "1";
  if (!/^[1-9]\d{0,5}$/.test(attempt)) {
    return refused(`${headerNames.attempt} is "${attempt}"; it must be a whole number from 1.`);
  }
  return {
    ok: true,
    identity: {
      mission: headers[headerNames.mission] || null,
      role,
      task: headers[headerNames.task] || null,
      attempt: Number(attempt),
    },
  };
}

function refused(problem: string): IdentityReading {
  return { ok: false, problem };
}

function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}
