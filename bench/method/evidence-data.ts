// What the rig measures, row by row, for the page and the figures that are made of it.
import type { Named } from "./rows.ts";
import type { Share, Tally } from "./tally.ts";

export type Row = Named<Tally>;
export type ByWorld = Named<readonly Row[]>;

export interface Evidence {
  readonly main: Row;
  readonly mainFine: Row;
  readonly byWorld: readonly ByWorld[];
  readonly byWorldFine: readonly ByWorld[];
  readonly byChance: readonly ByWorld[];
  readonly byAlpha: readonly Row[];
  readonly ablation: readonly Row[];
  readonly byReviewer: readonly Row[];
  readonly closed: readonly { readonly name: string; readonly arithmetic: number; readonly counted: Share }[];
}

/** Ours beside one agent in a loop, in the world where that is at its best. */
export function chainOf(worlds: readonly ByWorld[]): { readonly ours: Tally; readonly loop: Tally } {
  const rows = worlds.find(({ name }) => name.startsWith("a chain"))?.value ?? [];
  const ours = rows.find(({ name }) => name === "ours")?.value;
  const loop = rows.find(({ name }) => name.includes("in a loop"))?.value;
  if (ours === undefined || loop === undefined) throw new Error("the rows of the chain are gone");
  return { ours, loop };
}
