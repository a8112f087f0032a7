// What the generators of the gate's benchmark take and give: a package as its writer sees it, and changes to it. They
// know neither the gate nor the disk.
import type { Random } from "../../test/support/random.ts";
import type { SourceFile } from "./source.ts";

/** Texts by path; null for a file that is not there. */
export type Files = ReadonlyMap<string, string | null>;

export interface Subject {
  /** Which of two lists of wordings a generator may use, so that the held-out half meets others than the tuning half. */
  readonly half: Half;
  readonly sources: readonly SourceFile[];
  /** Test files that the gate sees. */
  readonly tests: readonly SourceFile[];
  /** Answers that the visible tests got from functions of the sources. */
  readonly recordings: readonly Recording[];
}

export const halves = ["tuning", "held out"] as const;
export type Half = (typeof halves)[number];

/** Calls of one function of a source file, as JSON. */
export interface Recording {
  readonly path: string;
  readonly name: string;
  readonly calls: readonly { readonly args: string; readonly result: string }[];
}

export interface Candidate {
  /** The sort within its class: `operator`, `test skipped`. */
  readonly kind: string;
  /** Whether it is what its class says whatever the tests say of it; if not, the package's whole suite decides. */
  readonly certain: boolean;
  readonly files: Files;
}

export type Generate = (subject: Subject, random: Random) => Iterable<Candidate>;

export function oneFile(kind: string, certain: boolean, path: string, text: string | null): Candidate {
  return { kind, certain, files: new Map([[path, text]]) };
}
