// Finds the user's own rules from a slot. A slot holds the base with the change on top, and a change must not switch
// rules off: whatever file of the folder it touches counts as it was before.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ChangedFile } from "../../core/change.ts";
import { readSlotText, textOf, type SlotText } from "../files/slot-file.ts";
import { readRuleFile, type UserRule } from "./rule-file.ts";

export const rulesFolder = ".opencode/orchestrator/rules";
export const ruleFilesMax = 100;
export const ruleFileBytesMax = 256 * 1024;

export interface UserRules {
  readonly rules: readonly UserRule[];
  readonly notes: readonly string[];
}

export async function userRulesOf(directory: string, changed: readonly ChangedFile[], before: (path: string) => Promise<Uint8Array | null>): Promise<UserRules> {
  const touched = new Set(changed.map(({ path }) => path).filter((path) => path.startsWith(`${rulesFolder}/`)));
  const listed = await readdir(join(directory, rulesFolder), { withFileTypes: true }).catch(() => []);
  const there = listed.filter((entry) => entry.isFile()).map(({ name }) => `${rulesFolder}/${name}`);
  const paths = [...new Set([...there, ...touched])].filter((path) => /\/rules\/[^/]+\.ya?ml$/i.test(path)).toSorted();
  const rules: UserRule[] = [];
  const notes: string[] = [];
  for (const path of paths.slice(0, ruleFilesMax)) {
    const content = touched.has(path) ? textOf(await before(path)) : await readSlotText(directory, path);
    if (content.kind === "absent") continue;
    const reading = content.kind === "text" && content.text.length <= ruleFileBytesMax ? await readRuleFile(path, content.text) : unread(path, content);
    rules.push(...reading.rules);
    notes.push(...reading.notes);
  }
  if (paths.length > ruleFilesMax) notes.push(`only the first ${ruleFilesMax} files of ${rulesFolder} were read`);
  return { rules: distinct(rules, notes), notes };
}

function unread(path: string, { kind }: SlotText): UserRules {
  return { rules: [], notes: [`the rules of ${path} were not checked, because the file is ${kind === "text" || kind === "too-large" ? "too large" : "no text"}`] };
}

/** Two rules of one id could not be told apart; the first is kept. */
function distinct(rules: readonly UserRule[], notes: string[]): readonly UserRule[] {
  const seen = new Set<string>();
  return rules.filter(({ id, language }) => {
    const key = `${id}\0${language.name}`;
    if (seen.has(key)) notes.push(`the second rule "${id}" was not checked, because another has its id`);
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}
