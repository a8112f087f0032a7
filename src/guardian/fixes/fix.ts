// Mends by itself what needs no model: imports that nothing uses are taken out, and changed files get the order of
// imports and the form that the project's own tools give them. It touches files of the change only.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OrchestratorError, toFailure } from "../../core/errors.ts";
import type { ChangedFile, Fixes } from "../../core/change.ts";
import type { FixInput } from "../../ports/gate.ts";
import { listSlot, sweepSlot } from "../files/litter.ts";
import { filesAfter, filesBefore } from "../policy/rule-files.ts";
import { severityOf } from "../policy/policy.ts";
import { unusedImport } from "../rules/unused-import.ts";
import type { RuleFile } from "../rules/rule.ts";
import { createSourceParser } from "../source/oxc.ts";
import { format } from "./format.ts";
import { formattersFor } from "./formatters.ts";
import { withoutImports } from "./unused-imports.ts";

const namesShownMax = 5;
const regularFile = /^100(?:644|755)$/;

export async function fixChange(input: FixInput, signal: AbortSignal): Promise<Fixes> {
  const files = input.change.files.filter(({ status, modeAfter }) => status !== "deleted" && regularFile.test(modeAfter));
  const done: string[] = [];
  const notes: string[] = [];
  const attempts = [() => removeUnusedImports(input, files), () => formatAll(input, files, signal)];
  for (const attempt of attempts) {
    try {
      const fixes = await attempt();
      done.push(...fixes.done);
      notes.push(...fixes.notes);
    } catch (error) {
      // Whatever trips a fixer, the change stands as it was made.
      if (signal.aborted || (error instanceof OrchestratorError && error.kind === "aborted")) throw error;
      notes.push(`a fix could not be made: ${toFailure(error).message}`);
    }
  }
  return { done, notes };
}

async function removeUnusedImports(input: FixInput, files: readonly ChangedFile[]): Promise<Fixes> {
  if (severityOf(input.settings, "policy/unused-import") === "off") return { done: [], notes: [] };
  const parse = createSourceParser();
  const before = await filesBefore(input, files, parse);
  const done: string[] = [];
  for (const file of await filesAfter(input.directory, files, parse)) {
    if (file.tree === null) continue;
    const known = new Set(before.filter(({ path }) => path === file.path).flatMap((each) => [...unusedIn(each)]));
    const names = new Set([...unusedIn(file)].filter((name) => !known.has(name)));
    const text = names.size === 0 ? null : withoutImports(file.text, file.tree, names);
    if (text === null) continue;
    const reading = await parse(file.path, text);
    // Without its last import a module would be a script, and what it declares would be global.
    if (reading.kind !== "parsed" || !reading.module.hasModuleSyntax) continue;
    await writeFile(join(input.directory, file.path), text);
    const shown = [...names].slice(0, namesShownMax).join(", ");
    done.push(`unused imports were taken out of ${file.path}: ${shown}${names.size > namesShownMax ? ", …" : ""}`);
  }
  return { done, notes: [] };
}

function unusedIn(file: RuleFile): ReadonlySet<string> {
  const names = new Set<string>();
  if (file.tree === null) return names;
  const look = unusedImport.enter(file, file.tree, (_, { key }) => names.add(key));
  look(file.tree.program, []);
  return names;
}

async function formatAll(input: FixInput, files: readonly ChangedFile[], signal: AbortSignal): Promise<Fixes> {
  const paths = files.map(({ path }) => path);
  const { formatters, notes: missing } = await formattersFor(input.directory, paths);
  if (formatters.length === 0) return { done: [], notes: missing };
  const there = await listSlot(input.directory);
  const done: string[] = [];
  const notes = [...missing];
  for (const formatter of formatters) {
    const formatted = await format(formatter, paths.filter((path) => formatter.language.test(path)), input, signal);
    if (formatted.files.length > 0) {
      const did = formatter.work === "form" ? "formatted" : "ordered the imports of";
      done.push(`${formatter.name} ${did} ${formatted.files.join(", ")}`);
    }
    notes.push(...formatted.notes);
  }
  notes.push(...(await sweepSlot(input.directory, there, new Set(paths))));
  return { done, notes };
}
