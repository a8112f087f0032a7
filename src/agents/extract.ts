// Finds a role's reply in free text: the fallback for models that write JSON where they should call a tool. The work is
// linear in the text whatever is in it. It loads the reply schemas, and with them zod, so it is imported when needed.
import type { Role } from "../core/ids.ts";
import type { ReplyOf } from "../core/reply.ts";
import { readTolerantJson, type JsonEnding } from "./tolerant-json.ts";
import { validateReply, type ReplyCheck } from "./reply-schema.ts";

export interface Candidate {
  readonly value: unknown;
  readonly ending: JsonEnding;
  readonly start: number;
  readonly end: number;
}

/** Kept at the least; when there are twice as many, the smallest are forgotten. */
export const candidatesMax = 64;
/** Characters read, over characters there: text made to be read again and again is given up on. */
export const readsPerCharMax = 4;

export function extractReply<R extends Role>(role: R, text: string, bytesMax: number): ReplyCheck<R> {
  if (text.length > bytesMax || Buffer.byteLength(text) > bytesMax) {
    return { ok: false, problems: [`The reply is larger than ${bytesMax} bytes. Send a shorter one.`] };
  }
  if (text.trim() === "") return { ok: false, problems: ["The reply was empty."] };
  const spoken = withoutThinking(text);
  const check = choose(role, findCandidates(spoken));
  if (check.ok || spoken === text) return check;
  // The tags may stand in the reply's own strings, and some models put the whole reply among their thoughts. A draft
  // that was only thought of is no reply.
  const silent = spoken.trim() === "";
  const again = findCandidates(text).filter((found) => silent || text.slice(found.start, found.end).includes("think"));
  const second = choose(role, again);
  return second.ok ? second : check;
}

/** Whatever reads as an object or a list, in the order in which it ends. */
export function findCandidates(text: string): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  scan(text, 0, text.length, found);
  // Chatter before a fence can begin something that swallows it: so what lies between fences is also read by itself.
  const marks = fenceMarks(text);
  for (const [index, mark] of marks.entries()) scan(text, mark, marks[index + 1] ?? text.length, found);
  return [...found.values()].sort((a, b) => a.end - b.end || b.start - a.start);
}

function fenceMarks(text: string): readonly number[] {
  const marks: number[] = [];
  for (let at = text.indexOf("```"); at !== -1; at = text.indexOf("```", at + 3)) marks.push(at);
  return marks;
}

function scan(text: string, from: number, to: number, found: Map<string, Candidate>): void {
  let readsLeft = (to - from) * readsPerCharMax;
  let at = nextBracket(text, from, to);
  while (at < to && readsLeft > 0) {
    const { json, end } = readTolerantJson(text, at, to);
    readsLeft -= end - at;
    if (json !== null) keep(found, { value: json.value, ending: json.ending, start: at, end });
    at = nextBracket(text, json === null ? at + 1 : Math.max(end, at + 1), to);
  }
}

function nextBracket(text: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const char = text.charCodeAt(at);
    if (char === 0x7b || char === 0x5b) return at;
  }
  return to;
}

function keep(found: Map<string, Candidate>, candidate: Candidate): void {
  const { value } = candidate;
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return;
  found.set(`${candidate.start}-${candidate.end}`, candidate);
  // In bulk, so that the cost of choosing is spread over as many finds.
  if (found.size < candidatesMax * 2) return;
  const bySize = [...found].sort((a, b) => size(a[1]) - size(b[1]));
  for (const [key] of bySize.slice(0, candidatesMax)) found.delete(key);
}

function size(candidate: Candidate): number {
  return candidate.end - candidate.start;
}

/** The last that is whole and valid, else the largest that is valid, else what is wrong with the largest of all. */
function choose<R extends Role>(role: R, candidates: readonly Candidate[]): ReplyCheck<R> {
  for (const candidate of candidates.toReversed()) {
    if (candidate.ending !== "complete") continue;
    const check = validateReply(role, candidate.value);
    if (check.ok) return check;
  }
  const bySize = candidates.toSorted((a, b) => size(b) - size(a));
  const checks = bySize.map((candidate) => checkCandidate(role, candidate));
  return (
    checks.find((check) => check.ok) ??
    checks[0] ?? { ok: false, problems: ["No JSON object was found in the reply."] }
  );
}

function checkCandidate<R extends Role>(role: R, candidate: Candidate): ReplyCheck<R> {
  const check = validateReply(role, candidate.value);
  if (candidate.ending !== "cut") return check;
  if (check.ok && isOfUseWhenCut(check.reply)) return check;
  // What a cut plan lacks is not what is wrong with it, and to mend just that would be to hand in half.
  if (check.ok || role === "planner") {
    return { ok: false, problems: ["The reply is cut off at its end. Hand in all of it, with shorter texts."] };
  }
  return { ok: false, problems: ["The JSON is cut off at its end.", ...check.problems] };
}

/**
 * Half a brief is of use, and so is half a text that only people read. What is acted on is not: half a plan would be
 * carried out as if it were all, half a path be granted, half a test fail for its own sake.
 */
function isOfUseWhenCut(reply: ReplyOf[Role]): boolean {
  if ("tasks" in reply || "choice" in reply) return false;
  if ("needs" in reply) return reply.needs.length === 0;
  return "places" in reply || (reply.concerns.at(-1)?.counterexample ?? null) === null;
}

const thinkingTags: readonly (readonly [string, string])[] = [
  ["<think>", "</think>"],
  ["<thinking>", "</thinking>"],
];

/** Text without what the model thought aloud; a closing tag alone ends what a chat template began. */
function withoutThinking(text: string): string {
  return thinkingTags.reduce((rest, [opening, closing]) => withoutTagged(rest, opening, closing), text);
}

function withoutTagged(text: string, opening: string, closing: string): string {
  const pieces: string[] = [];
  let at = 0;
  let start = text.indexOf(opening);
  for (let end = text.indexOf(closing); end !== -1; end = text.indexOf(closing, at)) {
    if (start !== -1 && start < at) start = text.indexOf(opening, at);
    if (start !== -1 && start < end) pieces.push(text.slice(at, start));
    else if (at > 0) pieces.push(text.slice(at, end));
    at = end + closing.length;
  }
  pieces.push(text.slice(at));
  return pieces.join("");
}
