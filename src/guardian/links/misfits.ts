// Calls that do not fit what the called function takes, in one version of the slot's modules. How much that matters is
// not judged here.
import type { Call } from "./calls.ts";
import type { Definition } from "./definitions.ts";
import type { ModuleView } from "./module-view.ts";
import { leastOf, type Signature } from "./signature.ts";

export interface Misfit {
  readonly kind: "few" | "many" | "property";
  readonly caller: string;
  readonly offset: number;
  readonly count: number;
  readonly definition: Definition & { readonly signature: Signature };
  /** The property that the parameter does not have. */
  readonly property: string | null;
  /** The same for the same misfit, wherever in the caller it stands. */
  readonly key: string;
}

export async function misfitsIn(view: ModuleView, caller: string, isAsked: (definition: Definition) => boolean): Promise<Misfit[]> {
  const found: Misfit[] = [];
  for (const call of (await view.code(caller))?.calls ?? []) {
    const definition = await view.meaningOf(caller, call.name, call.member);
    if (definition === null || !isAsked(definition)) continue;
    const { signature } = definition;
    if (signature === null) continue;
    for (const { kind, property } of misfitsOf(call, signature)) {
      const key = [kind, definition.path, definition.name, kind === "property" ? property : call.count].join("\0");
      found.push({ kind, property, caller, offset: call.offset, count: call.count, definition: { ...definition, signature }, key });
    }
  }
  return found;
}

function misfitsOf(call: Call, signature: Signature): Pick<Misfit, "kind" | "property">[] {
  // After a spread nobody knows which argument is which; what a constructor takes is not counted.
  if (call.spread || call.isNew) return [];
  if (call.count < leastOf(signature)) return [{ kind: "few", property: null }];
  if (!signature.open && call.count > signature.parameters.length) return [{ kind: "many", property: null }];
  return [...call.properties].flatMap(([at, names]) => {
    const known = signature.parameters[at]?.properties ?? null;
    return known === null ? [] : names.filter((name) => !known.has(name)).map((property) => ({ kind: "property" as const, property }));
  });
}

/** `login(name, { retries, … }, extra?)`, for people and models. */
export function signatureText(name: string, { parameters, open }: Signature): string {
  const shown = parameters.map((parameter) => {
    const what = parameter.name !== "" ? parameter.name : parameter.properties === null ? "{ … }" : `{ ${[...parameter.properties].join(", ")} }`;
    return parameter.required ? what : `${what}?`;
  });
  return `${name}(${[...shown, ...(open ? ["…"] : [])].join(", ")})`;
}
