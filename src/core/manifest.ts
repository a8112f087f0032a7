// Manifests: what a result rests on, by name and value. That of an attempt says why a task ran again; that of a merged
// task's files, by content, says whether it still holds when something below it is taken back.
import type { AttemptEffect } from "./effect.ts";

/** Names and values in a fixed order. */
export type Manifest = readonly (readonly [name: string, value: string])[];

export function manifestOf(effect: AttemptEffect): Manifest {
  const { task } = effect;
  return [
    ["role", effect.role],
    ["model", effect.model ?? "the session's own"],
    ["start", effect.start],
    ["carried change", effect.carry?.tree ?? "none"],
    ["instruction", task.instruction],
    ["writes", task.writes.join("\n")],
    ["reads", task.reads.join("\n")],
    ["acceptance", task.acceptance.join("\n")],
    ["checks", [...task.checks, task.proof ?? ""].join("\n")],
    ["provided", effect.provided.map((provision) => `${provision.path}#${provision.name}`).join("\n")],
    ["findings", effect.findings.map((finding) => `${finding.rule}|${finding.file ?? ""}|${finding.message}`).join("\n")],
    ["share of the shard", String(effect.shardScale)],
  ];
}

/** The files that a merged task rests on, each with what it held; a file that was not there holds nothing. */
export function filesManifest(paths: readonly string[], hashes: ReadonlyMap<string, string>): Manifest {
  return [...paths].sort().map((path) => [path, hashes.get(path) ?? "nothing"]);
}

/** The names whose values differ: why the later attempt is not the earlier one again. */
export function manifestChanges(earlier: Manifest, later: Manifest): string[] {
  const before = new Map(earlier);
  return later.filter(([name, value]) => before.get(name) !== value).map(([name]) => name);
}

/** The manifest in a file that was written with `manifest` in it; empty if the file holds none. */
export function parseManifest(text: string): Manifest {
  const entries: unknown = readJson(text);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) =>
    Array.isArray(entry) && typeof entry[0] === "string" && typeof entry[1] === "string" ? [[entry[0], entry[1]] as const] : [],
  );
}

function readJson(text: string): unknown {
  try {
    return (JSON.parse(text) as { manifest?: unknown }).manifest;
  } catch {
    return null;
  }
}
