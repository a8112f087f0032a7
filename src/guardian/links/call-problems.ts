// Calls that a change made wrong: those it wrote against functions as they are, and those anywhere that fitted a function
// before the change gave it another signature. JavaScript lets calls pass less or more, so there only what really breaks
// is refused.
import type { Finding } from "../../core/change.ts";
import { isTypeScriptPath } from "../source/oxc.ts";
import { isTestPath } from "../../core/test-path.ts";
import type { Definition } from "./definitions.ts";
import { passingOn, usersOf } from "./dependants.ts";
import { misfitsIn, type Misfit } from "./misfits.ts";
import type { ModuleView } from "./module-view.ts";
import type { Files } from "./repository.ts";
import type { Signature } from "./signature.ts";

export interface CallProblem {
  readonly severity: Finding["severity"];
  readonly misfit: Misfit;
  /** The signature before the change, where the change is what broke the call. */
  readonly before: Signature | null;
}

interface Versions {
  readonly before: ModuleView;
  readonly after: ModuleView;
}

/** Functions that the change gave another signature, as `path name`, with the one before. */
export type ChangedSignatures = ReadonlyMap<string, Signature>;

const keyOf = ({ path, name }: Definition): string => `${path} ${name}`;

export async function changedSignatures({ before, after }: Versions, changed: Iterable<string>): Promise<ChangedSignatures> {
  const found = new Map<string, Signature>();
  for (const path of changed) {
    const now = (await after.code(path))?.functions ?? new Map<string, Signature>();
    if (now.size === 0) continue;
    for (const [name, signature] of (await before.code(path))?.functions ?? []) {
      const other = now.get(name);
      if (other !== undefined && textOf(other) !== textOf(signature)) found.set(`${path} ${name}`, signature);
    }
  }
  return found;
}

function textOf({ parameters, open }: Signature): string {
  return JSON.stringify([open, parameters.map(({ name, required, properties }) => [name, required, properties === null ? null : [...properties]])]);
}

/** In a file of the change. */
export async function callProblemsOf({ before, after }: Versions, path: string, signatures: ChangedSignatures): Promise<CallProblem[]> {
  const misfits = await misfitsIn(after, path, () => true);
  if (misfits.length === 0) return [];
  const old = await misfitsIn(before, path, () => true);
  const oldCalls = new Set((await before.code(path))?.calls.map(({ name, member, count }) => [name, member, count].join("\0")) ?? []);
  const calls = new Map((await after.code(path))?.calls.map((call) => [call.offset, call]) ?? []);
  return without(misfits, old).flatMap((misfit) => {
    const call = calls.get(misfit.offset);
    const stood = call !== undefined && oldCalls.has([call.name, call.member, call.count].join("\0"));
    const signature = stood ? signatures.get(keyOf(misfit.definition)) : undefined;
    return signature === undefined ? newCall(misfit) : [brokenCall(misfit, signature)];
  });
}

/** In files that the change did not touch. */
export async function brokenCalls(versions: Versions, changed: ReadonlySet<string>, signatures: ChangedSignatures, files: Files): Promise<CallProblem[]> {
  const paths = new Set([...signatures.keys()].map((key) => key.slice(0, key.lastIndexOf(" "))));
  const isAsked = (definition: Definition): boolean => signatures.has(keyOf(definition));
  const found: CallProblem[] = [];
  for (const user of [...usersOf(passingOn(paths, files), files.graph)].toSorted()) {
    if (changed.has(user)) continue;
    const misfits = await misfitsIn(versions.after, user, isAsked);
    if (misfits.length === 0) continue;
    for (const misfit of without(misfits, await misfitsIn(versions.before, user, isAsked))) {
      const before = signatures.get(keyOf(misfit.definition));
      if (before !== undefined) found.push(brokenCall(misfit, before));
    }
  }
  return found;
}

function without(misfits: readonly Misfit[], old: readonly Misfit[]): Misfit[] {
  const known = new Map<string, number>();
  for (const { key } of old) known.set(key, (known.get(key) ?? 0) + 1);
  return misfits.filter(({ key }) => {
    const left = known.get(key) ?? 0;
    if (left > 0) known.set(key, left - 1);
    return left === 0;
  });
}

function isTyped({ caller, definition }: Misfit): boolean {
  return isTypeScriptPath(caller) && isTypeScriptPath(definition.path);
}

/** Tests call wrongly on purpose, to see what happens. */
function newCall(misfit: Misfit): CallProblem[] {
  if (isTyped(misfit)) return [{ severity: "error", misfit, before: null }];
  return isTestPath(misfit.caller) ? [] : [{ severity: "warning", misfit, before: null }];
}

function brokenCall(misfit: Misfit, before: Signature): CallProblem {
  return { severity: isTyped(misfit) || breaks(misfit, before) ? "error" : "warning", misfit, before };
}

/** Without types, an argument or a property that is no longer looked at harms nobody, unless another took its place. */
function breaks({ kind, property, definition: { signature } }: Misfit, before: Signature): boolean {
  if (kind === "few") return true;
  if (kind === "many") return signature.parameters.some(({ name }, at) => name !== before.parameters[at]?.name);
  const at = before.parameters.findIndex(({ properties }) => properties?.has(property ?? "") === true);
  const had = before.parameters[at]?.properties;
  return had !== undefined && had !== null && [...(signature.parameters[at]?.properties ?? [])].some((name) => !had.has(name));
}
