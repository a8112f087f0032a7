// Words for calls that do not fit: one finding for each function and kind, naming the first call.
import type { Finding } from "../../core/change.ts";
import { excerptAt, finding, placeAt } from "../finding.ts";
import { readSlotText } from "../files/slot-file.ts";
import type { CallProblem } from "./call-problems.ts";
import { signatureText, type Misfit } from "./misfits.ts";
import type { MovedCall } from "./moved-parameters.ts";
import { shown } from "./shown.ts";
import { leastOf } from "./signature.ts";

export async function callFindings(directory: string, problems: readonly CallProblem[], changed: ReadonlySet<string>): Promise<Finding[]> {
  const groups = new Map<string, CallProblem[]>();
  for (const problem of problems) {
    const { misfit } = problem;
    const key = [problem.severity, misfit.kind, misfit.definition.path, misfit.definition.name, misfit.property, problem.before === null ? `${misfit.caller} ${misfit.count}` : ""].join("\0");
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return Promise.all([...groups.values()].flatMap(([first, ...more]) => (first === undefined ? [] : [told(directory, first, more.length, changed)])));
}

async function told(directory: string, { misfit, before, severity }: CallProblem, more: number, changed: ReadonlySet<string>): Promise<Finding> {
  const { definition, caller } = misfit;
  const content = await readSlotText(directory, caller);
  const place = content.kind === "text" ? placeAt(content.text, misfit.offset) : null;
  const excerpt = content.kind === "text" && place !== null ? excerptAt(content.text, place) : null;
  const now = signatureText(definition.name, definition.signature);
  if (before === null || changed.has(caller)) {
    const message = `${whatIsWrong(misfit)} ${definition.path} has ${now}.`;
    return finding("links", "call-arguments", message, { file: caller, place, severity, excerpt });
  }
  const where = `${caller}${place === null ? "" : `:${place.line}`}${more > 0 ? ` (and ${more} more)` : ""}`;
  const message = `${definition.path} changed ${signatureText(definition.name, before)} to ${now}, but ${where} still calls it the old way. Keep the old calls working, or change them.`;
  return finding("links", "broken-call", message, { file: definition.path, severity, excerpt });
}

/** One finding for each function. */
export async function movedFindings(directory: string, calls: readonly MovedCall[]): Promise<Finding[]> {
  const groups = new Map<string, MovedCall[]>();
  for (const call of calls) {
    const key = `${call.definition.path}\0${call.definition.name}`;
    groups.set(key, [...(groups.get(key) ?? []), call]);
  }
  return Promise.all([...groups.values()].flatMap(([first, ...more]) => (first === undefined ? [] : [toldMoved(directory, first, more.length)])));
}

async function toldMoved(directory: string, { definition, before, caller, offset }: MovedCall, more: number): Promise<Finding> {
  const { path, name, signature } = definition;
  const { place, excerpt } = await shown(directory, caller, offset);
  const where = `${caller}${place === null ? "" : `:${place.line}`}${more > 0 ? ` (and ${more} more)` : ""}`;
  const message = `${path} changed ${signatureText(name, before)} to ${signatureText(name, signature)}, but ${where} still passes its arguments in the old order. Keep the order, or change the calls.`;
  return finding("links", "broken-call", message, { file: path, excerpt });
}

function whatIsWrong({ kind, count, property, definition: { name, signature } }: Misfit): string {
  if (kind === "property") return `"${name}" is given the property "${property ?? ""}", which it does not take.`;
  const passed = `${count} argument${count === 1 ? "" : "s"}`;
  if (kind === "few") return `"${name}" is called with ${passed}; it needs at least ${leastOf(signature)}.`;
  return `"${name}" is called with ${passed}; it takes at most ${signature.parameters.length}.`;
}
