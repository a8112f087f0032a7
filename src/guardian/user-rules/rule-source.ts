// Finds the user's own rules from a slot. A slot holds the base with the change on top, and a change must not switch
// rules off: whatever rule file it touches counts as it was before. Rules hold for the folder whose project they are of.
import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import type { ChangedFile } from "../../core/change.ts";
import { readSlotText, textOf, type SlotText } from "../files/slot-file.ts";
import { foldersAbove } from "../tools/tool-place.ts";
import { readRuleFile, type UserRule } from "./rule-file.ts";

export const rulesFolder = ".opencode/orchestrator/rules";
export const ruleFilesMax = 100;
const ruleFile = /(?:^|\/)\.opencode\/orchestrator\/rules\/[^/]+\.ya?ml$/i;
export const ruleFileBytesMax = 256 * 1024;

export interface UserRules {
  readonly rules: readonly UserRule[];
  readonly notes: readonly string[];
}

export async function userRulesOf(directory: string, changed: readonly ChangedFile[], before: (path: string) => Promise<Uint8Array | null>): Promise<UserRules> {
  const touched = new Set(changed.map(({ path }) => path).filter((path) => ruleFile.test(path)));
  const projects = new Set(["", ...changed.flatMap(({ path }) => foldersAbove(path))]);
  const there = await Promise.all([...projects].map((project) => ruleFilesIn(directory, project)));
  const paths = [...new Set([...there.flat(), ...touched])].toSorted();
  const rules: UserRule[] = [];
  const notes: string[] = [];
  const seen = new Set<string>();
  for (const path of paths.slice(0, ruleFilesMax)) {
    const content = touched.has(path) ? textOf(await before(path)) : await readSlotText(directory, path);
    if (content.kind === "absent") continue;
    const reading = content.kind === "text" && content.text.length <= ruleFileBytesMax ? await readRuleFile(path, content.text) : unread(path, content);
    const project = path.slice(0, path.lastIndexOf(rulesFolder));
    for (const rule of reading.rules) {
      const key = `${project}\0${rule.id}\0${rule.language.name}`;
      // Two rules of one id could not be told apart.
      if (seen.has(key)) notes.push(`the rule "${rule.id}" of ${path} was not checked, because another has its id`);
      else rules.push(within(project, rule));
      seen.add(key);
    }
    notes.push(...reading.notes);
  }
  if (paths.length > ruleFilesMax) notes.push(`only the first ${ruleFilesMax} files of ${rulesFolder} were read`);
  return { rules, notes };
}

async function ruleFilesIn(directory: string, project: string): Promise<readonly string[]> {
  const folder = posix.join(project, rulesFolder);
  const listed = await readdir(join(directory, folder), { withFileTypes: true }).catch(() => []);
  return listed.filter((entry) => entry.isFile()).map(({ name }) => `${folder}/${name}`).filter((path) => ruleFile.test(path));
}

/** A project inside a repository names its files from where it stands. */
function within(project: string, rule: UserRule): UserRule {
  return project === "" ? rule : { ...rule, covers: (path) => path.startsWith(project) && rule.covers(path.slice(project.length)) };
}

function unread(path: string, { kind }: SlotText): UserRules {
  return { rules: [], notes: [`the rules of ${path} were not checked, because the file is ${kind === "text" || kind === "too-large" ? "too large" : "no text"}`] };
}
