// The forms that keys of the configuration have: whole numbers, ceilings, choices, lists, each with its meaning and default.
import type { z as Zod } from "zod";

export type Z = typeof Zod;

export const listEntriesMax = 500;

interface Key {
  readonly meaning: string;
  readonly default: unknown;
}

export function integer(z: Z, min: number, max: number, key: Key) {
  return z.number().int().min(min).max(max).optional().meta({ description: key.meaning, default: key.default });
}

/** A ceiling that may be taken away again by a later layer: TOML has no null. */
export function ceiling(z: Z, number: ReturnType<Z["number"]>, meaning: string) {
  return z
    .union([number, z.literal("none")])
    .optional()
    .meta({ description: meaning, default: "none" });
}

export function choice<const Word extends string>(z: Z, words: readonly [Word, ...Word[]], byDefault: Word, meaning: string) {
  return z.enum(words).optional().meta({ description: meaning, default: byDefault });
}

export function list<Entry extends Zod.ZodType>(z: Z, entry: Entry, key: Key) {
  return z.array(entry).max(listEntriesMax).optional().meta({ description: key.meaning, default: key.default });
}
