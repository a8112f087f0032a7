// Calls that still fit a function by their number of arguments, but not by their order: the change gave a parameter another
// place, and the call stayed as it was. A function that sorts out its arguments itself is left alone.
import type { Definition } from "./definitions.ts";
import { passingOn, usersOf } from "./dependants.ts";
import type { ModuleView } from "./module-view.ts";
import type { Files } from "./repository.ts";
import type { Signature } from "./signature.ts";

export interface MovedCall {
  readonly definition: Definition & { readonly signature: Signature };
  readonly before: Signature;
  readonly caller: string;
  readonly offset: number;
}

interface Versions {
  readonly before: ModuleView;
  readonly after: ModuleView;
}

interface Moved {
  readonly before: Signature;
  readonly after: Signature;
  /** The first place that holds another parameter now. */
  readonly from: number;
}

export async function movedCalls(versions: Versions, changed: ReadonlySet<string>, files: () => Promise<Files>): Promise<readonly MovedCall[]> {
  const functions = new Map<string, Moved>();
  const found: MovedCall[] = [];
  for (const path of changed) {
    const [before, after] = [await versions.before.code(path), await versions.after.code(path)];
    if (before === null || after === null) continue;
    const moved = [...movedIn(before.functions, after.functions), ...movedIn(before.constructors, after.constructors)];
    for (const [name, each] of moved) functions.set(`${path}\0${name}`, each);
    const stood = new Set(before.ownCalls.map(({ text }) => text));
    for (const [name, each] of movedIn(before.methods, after.methods)) {
      const call = after.ownCalls.find((own) => own.name === name && own.count > each.from && stood.has(own.text));
      if (call !== undefined) found.push({ definition: { path, name, signature: each.after }, before: each.before, caller: path, offset: call.offset });
    }
  }
  return functions.size === 0 ? found : [...found, ...(await callsOfMoved(versions, functions, changed, await files()))];
}

function movedIn(before: ReadonlyMap<string, Signature>, after: ReadonlyMap<string, Signature>): readonly (readonly [name: string, moved: Moved])[] {
  return [...before].flatMap(([name, was]) => {
    const is = after.get(name);
    const from = is === undefined ? -1 : movedFrom(was, is);
    return is === undefined || from < 0 ? [] : [[name, { before: was, after: is, from }] as const];
  });
}

/** Where the first parameter stood that stands elsewhere now; -1 if none does. */
export function movedFrom(before: Signature, after: Signature): number {
  const places = new Map(after.parameters.map(({ name }, at) => [name, at]));
  const from = before.parameters.findIndex(({ name }, at) => name !== "" && (places.get(name) ?? at) !== at);
  const there = after.parameters[from];
  // One that is new there may be left out: `(path, options, callback)` finds out which it was given.
  return there === undefined || after.passesAround || after.asked.has(there.name) ? -1 : from;
}

async function callsOfMoved(versions: Versions, functions: ReadonlyMap<string, Moved>, changed: ReadonlySet<string>, files: Files): Promise<readonly MovedCall[]> {
  const paths = new Set([...functions.keys()].map((key) => key.slice(0, key.indexOf("\0"))));
  const found: MovedCall[] = [];
  for (const caller of [...new Set([...paths, ...usersOf(passingOn(paths, files), files.graph)])].toSorted()) {
    const stood = new Set((changed.has(caller) ? ((await versions.before.code(caller))?.calls ?? []) : []).map(({ text }) => text));
    for (const call of (await versions.after.code(caller))?.calls ?? []) {
      if (call.spread || (changed.has(caller) && !stood.has(call.text))) continue;
      const definition = await versions.after.meaningOf(caller, call.name, call.member);
      const moved = definition === null ? undefined : functions.get(`${definition.path}\0${definition.name}`);
      if (definition === null || moved === undefined || call.count <= moved.from) continue;
      found.push({ definition: { ...definition, signature: moved.after }, before: moved.before, caller, offset: call.offset });
    }
  }
  return found;
}
