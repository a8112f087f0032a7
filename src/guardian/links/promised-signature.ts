// Reads the signature that a plan promises, in whatever form plans write them, as a declaration of TypeScript; and tells
// how a function differs from it where callers would notice.
import { parseSource } from "../source/oxc.ts";
import { leastOf, signatureOf, type Signature } from "./signature.ts";

/** Null if it is no function, or cannot be read as one. */
export async function promisedSignature(name: string, written: string): Promise<Signature | null> {
  const text = written.trim().replace(/;$/, "").replace(/^(?:export\s+)?(?:default\s+)?(?:declare\s+)?/, "");
  for (const source of readings(name, text)) {
    const parsed = await parseSource("promised.ts", source);
    if (parsed.kind !== "parsed") continue;
    const [statement] = parsed.program().body;
    if (statement?.type === "TSDeclareFunction") return signatureOf(statement, { typed: true, remark: "" });
    const type = statement?.type === "TSTypeAliasDeclaration" ? statement.typeAnnotation : null;
    if (type?.type === "TSFunctionType") return signatureOf(type, { typed: true, remark: "" });
  }
  return null;
}

function readings(name: string, text: string): readonly string[] {
  const bare = text.replace(/^(?:const|let|var)\s+/, "").replace(/^async\s+/, "");
  const ofName = bare.startsWith(name) ? bare.slice(name.length).trim().replace(/^:\s*/, "") : bare;
  return [
    `declare ${text.replace(/^async\s+/, "")}`,
    `type Promised = ${ofName}`,
    `declare function ${name}${ofName}`,
    `declare function ${name}${ofName.replace(/\s*(?:=>|->)\s*/, ": ")}`,
  ];
}

export interface Broken {
  readonly severity: "error" | "warning";
  /** What the function should do, as in `must be callable with 1 argument`. */
  readonly what: string;
}

/** What a caller who goes by the promise would trip over; null if nothing. */
export function brokenPromise(promised: Signature, actual: Signature): Broken | null {
  const error = (what: string): Broken => ({ severity: "error", what });
  const least = leastOf(promised);
  if (leastOf(actual) > least) return error(`must be callable with ${least} argument${least === 1 ? "" : "s"}`);
  const [more] = actual.open ? [] : promised.parameters.slice(actual.parameters.length);
  if (more !== undefined) return error(`must take ${more.name === "" ? `${promised.parameters.length} parameters` : `the parameter "${more.name}"`}`);
  for (const [at, { name, properties }] of promised.parameters.entries()) {
    const taken = actual.parameters[at];
    if (taken === undefined) continue;
    const lacking = taken.properties === null ? undefined : [...(properties ?? [])].find((property) => taken.properties?.has(property) === false);
    if (lacking !== undefined) return error(`must take the property "${lacking}" in parameter ${at + 1}`);
    if (name === "" || taken.name === "" || name === taken.name) continue;
    const moved = actual.parameters.some((parameter) => parameter.name === name);
    return { severity: moved ? "error" : "warning", what: `must have "${name}" as parameter ${at + 1}, not "${taken.name}"` };
  }
  return null;
}
