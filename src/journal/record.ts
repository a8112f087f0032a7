// The record format: one event as one line of JSON, with a checksum over the rest of the line. It does not know where
// lines are kept, nor what events mean.
import { hash } from "node:crypto";
import { OrchestratorError } from "../core/errors.ts";
import type { MissionEvent } from "../core/event.ts";
import type { JournalRecord } from "../ports/journal.ts";

/** Raised when a line's meaning changes; older and newer lines are then told apart instead of misread. */
export const schemaVersion = 2;
/** The longest line, newline included. It bounds what reading a damaged file can take. */
export const recordBytesMax = 32 * 1024 * 1024;

// A line is `{"checksum":"<16 hex digits>","schema":2,"sequence":7,"time":1764000000000,"event":{…}}`. The checksum comes
// first and at a fixed place, so that it covers the rest as it is written, and nothing needs a canonical form.
const head = '{"checksum":"';
const checksumChars = 16;
const restOffset = head.length + checksumChars + '",'.length;

/** The line with its newline. A value that would not come back from JSON as it was is a defect, told before it is kept. */
export function encodeRecord(record: JournalRecord): string {
  assertWhole(record.sequence, 1, "sequence");
  assertWhole(record.time, 0, "time");
  if (typeof record.event.type !== "string") throw defect("event.type", "is not a string");
  assertJson(record.event, "event", 0);
  const { sequence, time, event } = record;
  const rest = `"schema":${schemaVersion},"sequence":${sequence},"time":${time},"event":${JSON.stringify(event)}}`;
  const line = `${head}${checksumOf(rest)}",${rest}\n`;
  const bytes = Buffer.byteLength(line);
  if (bytes > recordBytesMax) throw defect("event", `takes ${bytes} bytes; a record has at most ${recordBytesMax}`);
  return line;
}

export type Decoding =
  | { readonly ok: true; readonly record: JournalRecord }
  /** `version` is told of a whole record that another version of the format wrote. */
  | { readonly ok: false; readonly problem: string; readonly version?: number };

/** Reads one line, without its newline, that should hold the given sequence number. */
export function decodeRecord(line: Buffer, sequence: number): Decoding {
  if (line.length <= restOffset || line.toString("latin1", 0, head.length) !== head) {
    return { ok: false, problem: "is not a journal record" };
  }
  const rest = line.subarray(restOffset);
  if (line.toString("latin1", head.length, restOffset) !== `${checksumOf(rest)}",`) {
    return { ok: false, problem: "does not match its checksum" };
  }
  return decodeRest(`{${rest.toString("utf8")}`, sequence);
}

function decodeRest(text: string, sequence: number): Decoding {
  const value = parse(text);
  if (!isObject(value)) return { ok: false, problem: "is not an object of JSON" };
  const { schema } = value;
  if (schema !== schemaVersion) {
    const problem = `has schema version ${JSON.stringify(schema)}; this version reads ${schemaVersion}`;
    return typeof schema === "number" ? { ok: false, problem, version: schema } : { ok: false, problem };
  }
  if (value["sequence"] !== sequence) {
    return { ok: false, problem: `has sequence ${JSON.stringify(value["sequence"])} where ${sequence} should be` };
  }
  const { time, event } = value;
  if (typeof time !== "number" || !isEvent(event)) return { ok: false, problem: "lacks a time or an event" };
  return { ok: true, record: { sequence, time, event } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The checksum says that the kernel wrote it; only that it is an event at all is looked at again. */
function isEvent(value: unknown): value is MissionEvent {
  return isObject(value) && typeof value["type"] === "string";
}

function checksumOf(rest: string | Buffer): string {
  return hash("sha256", rest, "hex").slice(0, checksumChars);
}

function assertWhole(value: number, least: number, where: string): void {
  if (!Number.isSafeInteger(value) || value < least) throw defect(where, `is ${value}, not a whole number from ${least}`);
}

const depthMax = 200;

/** Whether replay would see what the kernel saw: JSON would turn NaN to null, a Map to {}, and so on, without a word. */
function assertJson(value: unknown, where: string, depth: number): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (typeof value !== "object") throw defect(where, `is ${String(value)}, which JSON cannot hold`);
  if (depth === depthMax) throw defect(where, `is nested more than ${depthMax} deep`);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) assertJson(item, `${where}[${index}]`, depth + 1);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw defect(where, "is not a plain object");
  for (const [key, item] of Object.entries(value)) {
    // An undefined property is left out by JSON, and reads the same when it is missing.
    if (item !== undefined) assertJson(item, `${where}.${key}`, depth + 1);
  }
}

function defect(where: string, problem: string): OrchestratorError {
  return new OrchestratorError(
    "internal",
    `An event cannot be journalled: ${where} ${problem}.`,
    "This is a defect of the plugin; please report it with the mission's journal.",
  );
}
