// What reading a text of another language than JavaScript, TypeScript and JSON comes to. It knows no stage.
import type { Place } from "../finding.ts";

export interface LanguageProblem {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly place: Place;
}

export type LanguageReading =
  | { readonly kind: "read"; readonly problems: readonly LanguageProblem[] }
  /** Not judged, and why, to be put behind "was not parsed:". */
  | { readonly kind: "unread"; readonly reason: string };

export const valid: LanguageReading = { kind: "read", problems: [] };

export function broken(message: string, place: Place, severity: LanguageProblem["severity"] = "error"): LanguageReading {
  return { kind: "read", problems: [{ severity, message, place }] };
}

/** Parsers written in JavaScript run out of stack on endless nesting, which they can be stopped at. */
export function withinStack(read: () => LanguageReading): LanguageReading {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return { kind: "unread", reason: "it nests deeper than its parser can go" };
    throw error;
  }
}

/** A text without what stands between two offsets; lines and columns stay what they are. */
export function blanked(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, " ") + text.slice(end);
}

/** A part of a text, at the place that it has in the whole. */
export function onlyWithin(text: string, start: number, end: number): string {
  return blanked(text, 0, start).slice(0, end);
}
