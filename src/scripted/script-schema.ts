// The JSON form of a script, as a schema. Loaded only when a script is parsed.
import { z } from "zod";
import { roles } from "../core/ids.ts";
import type { Answer, Awaited, Fault, ScriptEntry, ScriptedEdit, ToolCall, Turn } from "./script.ts";

const path = z.string().min(1);
/** Longer waits than this are a slip of the pen; setTimeout would turn them into none. */
const delayMs = z.int().min(0).max(2 ** 31 - 1).exactOptional();
const times = z.int().min(1).exactOptional();

const fault: z.ZodType<Fault> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("rate-limit"), times, retryAfterSeconds: z.int().min(0).exactOptional() }),
  z.strictObject({ kind: z.literal("server-error"), times }),
  z.strictObject({ kind: z.literal("hang"), times }),
  z.strictObject({ kind: z.literal("stream-cut"), times }),
  z.strictObject({ kind: z.literal("malformed-arguments"), times }),
  z.strictObject({ kind: z.literal("empty-reply"), times }),
  z.strictObject({ kind: z.literal("wrong-tool"), times, tool: z.string().min(1).exactOptional() }),
  z.strictObject({ kind: z.literal("refusal"), times }),
  z.strictObject({ kind: z.literal("tool-loop"), times, path: path.exactOptional() }),
  z.strictObject({ kind: z.literal("context-overflow"), times }),
  z.strictObject({ kind: z.literal("oversized-reply"), times, bytes: z.int().min(1).max(256 * 1024 * 1024) }),
]);

const call: z.ZodType<ToolCall> = z.strictObject({ tool: z.string().min(1), args: z.json() });

const turn: z.ZodType<Turn> = z.strictObject({
  text: z.string().exactOptional(),
  calls: z.array(call).exactOptional(),
  delayMs,
  fault: fault.exactOptional(),
});

const written = z.strictObject({ path, content: z.string() });
const replaced = z.strictObject({ path, old: z.string(), new: z.string() });
const edit: z.ZodType<ScriptedEdit> = z.union([written, replaced], {
  error: "an edit is {path, content} or {path, old, new}",
});

const awaited: z.ZodType<Awaited> = z.strictObject({ role: z.enum(roles), task: z.string().min(1).exactOptional() });

const answer: z.ZodType<Answer> = z
  .strictObject({
    delayMs,
    after: awaited.exactOptional(),
    edits: z.array(edit).exactOptional(),
    reply: z.json().exactOptional(),
    turns: z.array(turn).exactOptional(),
    fault: fault.exactOptional(),
  })
  .refine(
    (given) => given.turns === undefined || (given.edits === undefined && given.reply === undefined),
    "give either turns, or edits and reply",
  );

const entry: z.ZodType<ScriptEntry> = z.strictObject({
  role: z.enum(roles),
  task: z.string().min(1).nullable().exactOptional(),
  attempt: z.int().min(1).exactOptional(),
  answer,
});

export const scriptSchema = z.strictObject({ entries: z.array(entry), otherwise: answer.exactOptional() });
