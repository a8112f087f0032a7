// Packages that a change adds to a package.json, but that are not installed. That may be a package still to be installed,
// or one that does not exist; only a registry knows, so it is a warning.
import { posix } from "node:path";
import type { Finding } from "../../core/change.ts";
import { excerptAt, finding, placeAt } from "../finding.ts";
import type { SlotText } from "../files/slot-file.ts";
import type { Installed } from "./installed.ts";
import { dependenciesOf } from "./packages.ts";

export async function newDependencies(path: string, before: SlotText, after: SlotText, installed: Installed): Promise<Finding[]> {
  if (after.kind !== "text" || !(await installed.anything(path))) return [];
  const old = new Set(before.kind === "text" ? dependenciesOf(before.text) : []);
  const findings: Finding[] = [];
  for (const name of dependenciesOf(after.text)) {
    if (old.has(name) || (await installed.has(path, name))) continue;
    const place = placeAt(after.text, Math.max(0, after.text.indexOf(`"${name}"`)));
    const message = `"${name}" is added here but is not installed, so nothing that imports it can be run. Use what is installed, unless the task asks for this package.`;
    findings.push(finding("links", "not-installed", message, { file: path, place, severity: "warning", excerpt: excerptAt(after.text, place) }));
  }
  return findings;
}

export function isManifest(path: string): boolean {
  return posix.basename(path) === "package.json";
}
