// Definitions that a change adds though another file has the same, under the same name: in the change itself, or anywhere
// in the repository, where a sibling's work may have come in meanwhile.
import { isTestPath } from "../policy/rule-files.ts";
import { isDeclarationPath } from "../source/oxc.ts";
import type { NameSearch } from "./conventions.ts";

export interface Duplicate {
  readonly file: string;
  readonly name: string;
  readonly other: string;
}

export async function newDuplicates({ before, after, changed, files }: NameSearch): Promise<Duplicate[]> {
  const found: Duplicate[] = [];
  const fresh = new Map<string, string>();
  for (const path of changed) {
    if (isTestPath(path) || isDeclarationPath(path)) continue;
    const known = (await before.record(path))?.exports;
    const code = await after.code(path);
    for (const [name, local] of (await after.record(path))?.exports ?? []) {
      const shape = local === null || known?.has(name) === true ? undefined : code?.shapes.get(local);
      if (shape === undefined) continue;
      const twin = fresh.get(`${name}\0${shape}`);
      if (twin !== undefined) found.push({ file: path, name, other: twin });
      else {
        fresh.set(`${name}\0${shape}`, path);
        for (const [other, { exports }] of (await files()).records) {
          const theirs = changed.has(other) ? undefined : exports.get(name);
          if (typeof theirs !== "string" || isTestPath(other) || isDeclarationPath(other)) continue;
          if ((await after.code(other))?.shapes.get(theirs) !== shape) continue;
          found.push({ file: path, name, other });
          break;
        }
      }
    }
  }
  return found;
}
