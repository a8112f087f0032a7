// Finds the user's own rules: in a mission from the user's project, which no writer reaches; else from the judged tree,
// where whatever rule file the change touches counts as it was before. A change must not switch rules off.
import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, join, posix, relative } from "node:path";
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

export type RuleSource = (directory: string, changed: readonly ChangedFile[], before: (path: string) => Promise<Uint8Array | null>) => Promise<UserRules>;

interface FoundFile {
  readonly path: string;
  /** The folder whose files the rules are for, with a slash at its end; empty for the top. */
  readonly project: string;
  readonly content: SlotText;
}

/** Of the judged tree's own projects: each for the files below it. */
export const rulesOfTree: RuleSource = async (directory, changed, before) => {
  const touched = new Set(changed.map(({ path }) => path).filter((path) => ruleFile.test(path)));
  const projects = new Set(["", ...changed.flatMap(({ path }) => foldersAbove(path))]);
  const there = await Promise.all([...projects].map((project) => ruleFilesIn(directory, project)));
  const paths = [...new Set([...there.flat(), ...touched])].toSorted().slice(0, ruleFilesMax + 1);
  const contentOf = async (path: string): Promise<SlotText> => (touched.has(path) ? textOf(await before(path)) : readSlotText(directory, path));
  return readAll(await Promise.all(paths.map(async (path) => ({ path, project: path.slice(0, path.lastIndexOf(rulesFolder)), content: await contentOf(path) }))));
};

/** Of the user's project, whatever a slot has in its place. */
export function rulesOfProject(folder: string): RuleSource {
  return async () => {
    const paths = (await ruleFilesIn(folder, "")).toSorted().slice(0, ruleFilesMax + 1);
    const project = paths.length === 0 ? "" : await placeInRepository(folder);
    return readAll(await Promise.all(paths.map(async (path) => ({ path, project, content: await readSlotText(folder, path) }))));
  };
}

async function readAll(files: readonly FoundFile[]): Promise<UserRules> {
  const rules: UserRule[] = [];
  const notes: string[] = [];
  const seen = new Set<string>();
  for (const { path, project, content } of files.slice(0, ruleFilesMax)) {
    if (content.kind === "absent") continue;
    const reading = content.kind === "text" && content.text.length <= ruleFileBytesMax ? await readRuleFile(path, content.text) : unread(path, content);
    for (const rule of reading.rules) {
      const key = `${project}\0${rule.id}\0${rule.language.name}`;
      // Two rules of one id could not be told apart.
      if (seen.has(key)) notes.push(`the rule "${rule.id}" of ${path} was not checked, because another has its id`);
      else rules.push(within(project, rule));
      seen.add(key);
    }
    notes.push(...reading.notes);
  }
  if (files.length > ruleFilesMax) notes.push(`only the first ${ruleFilesMax} files of ${rulesFolder} were read`);
  return { rules, notes };
}

/** Paths of a change begin at the repository's top: where its .git is. A folder without a repository is its own top. */
async function placeInRepository(folder: string): Promise<string> {
  const start = await realpath(folder);
  for (let top = start; ; top = dirname(top)) {
    if (await stat(join(top, ".git")).then(() => true, () => false)) return top === start ? "" : `${relative(top, start).replaceAll("\\", "/")}/`;
    if (dirname(top) === top) return "";
  }
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
