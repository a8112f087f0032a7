// Makes what policy rules look at: changed files as they were and as they are, and the files around them. Nothing is
// read that no rule asks for.
import { posix } from "node:path";
import type { ChangedFile } from "../../core/change.ts";
import { isTestPath } from "../../core/test-path.ts";
import type { GateInput } from "../../ports/gate.ts";
import { codeTreeOf } from "../code/code-tree.ts";
import { parseSource, isSourcePath, type ParsedSource, type SourceParser } from "../source/oxc.ts";
import type { RuleFile, SourceTree, Surroundings } from "../rules/rule.ts";
import { readSlotText, readSlotTextNow, textOf, type SlotText } from "../files/slot-file.ts";
import type { Walk } from "../files/slot-walk.ts";

/** Bundles and data; what a person or a model writes is smaller. */
const ruleBytesMax = 512 * 1024;
const surroundingFilesMax = 400;
const manifestsMax = 50;
const treesMax = 64;

/** Null for what no rule can look at: binary, huge, absent, minified. */
export async function ruleFile(path: string, content: SlotText, parse: SourceParser): Promise<RuleFile | null> {
  if (content.kind !== "text" || content.text.length > ruleBytesMax || isGenerated(path, content.text)) return null;
  const { text } = content;
  const source = isSourcePath(path) ? await parse(path, text) : null;
  return { path, text, tree: source?.kind === "parsed" ? treeOf(source) : null, code: await codeTreeOf(path, text), isTest: isTestPath(path) };
}

/** Read when a rule asks for it: it is some twelve times as large as the text, and of what was before hardly needed. */
function treeOf(source: Extract<ParsedSource, { kind: "parsed" }>): SourceTree {
  return {
    get program() {
      return source.program();
    },
    get comments() {
      return source.comments();
    },
  };
}

/** Nobody wrote it by hand, so nobody can be told how to write it. */
function isGenerated(path: string, text: string): boolean {
  if (/\.min\.[a-z]+$|\.lock$|(?:^|\/)(?:dist|vendor|third_party)\//i.test(path)) return true;
  if (/@generated\b|\bdo not edit\b/i.test(text.slice(0, 1000))) return true;
  const lines = text.split("\n", 2000).length;
  return text.length > 20_000 && text.length / lines > 400;
}

export async function filesBefore(input: Pick<GateInput, "before">, files: readonly ChangedFile[], parse: SourceParser): Promise<RuleFile[]> {
  const found: RuleFile[] = [];
  for (const { path, status } of files) {
    if (status === "added") continue;
    const file = await ruleFile(path, textOf(await input.before(path)), parse);
    if (file !== null) found.push(file);
  }
  return found;
}

export async function filesAfter(directory: string, files: readonly ChangedFile[], parse: SourceParser): Promise<RuleFile[]> {
  const found: RuleFile[] = [];
  for (const { path, status } of files) {
    if (status === "deleted") continue;
    const file = await ruleFile(path, await readSlotText(directory, path), parse);
    if (file !== null) found.push(file);
  }
  return found;
}

export function createSurroundings(directory: string, changed: ReadonlySet<string>, walk: () => Promise<Walk>): Surroundings {
  let walked: Promise<Walk> | null = null;
  const paths = async (): Promise<readonly string[]> => {
    walked ??= walk();
    return (await walked).paths;
  };
  const ordered = new Map<string, Promise<readonly string[]>>();
  const texts = new Map<string, Promise<string>>();
  const read = async (path: string): Promise<string> => {
    const content = readSlotTextNow(directory, path);
    return content.kind === "text" && content.text.length <= ruleBytesMax ? content.text : "";
  };
  const text = (path: string): Promise<string> => {
    const known = texts.get(path) ?? read(path);
    texts.set(path, known);
    return known;
  };
  const manifests = async (): Promise<readonly string[]> => {
    const found = (await paths()).filter((path) => /(?:^|\/)package\.json$/.test(path));
    return Promise.all(found.slice(0, manifestsMax).map(text));
  };
  const order = async (path: string): Promise<readonly string[]> => nearestFirst(path, (await paths()).filter((each) => !changed.has(each)));
  /** By folder, since all files of one folder have the same ones around them. */
  const alike = (path: string): Promise<readonly string[]> => {
    const key = `${posix.dirname(path)}\0${kindOf(path)}`;
    const known = ordered.get(key) ?? order(path);
    ordered.set(key, known);
    return known;
  };
  const files = new Map<string, Promise<RuleFile>>();
  const parsed = async (path: string): Promise<RuleFile> => {
    const content = await text(path);
    const found = await ruleFile(path, { kind: "text", text: content, validUtf8: true }, parseSource);
    return found ?? { path, text: content, tree: null, code: null, isTest: isTestPath(path) };
  };
  return {
    text,
    near: async (path) => (await alike(path)).slice(0, surroundingFilesMax),
    tests: async (path) => (await alike(path)).filter(isTestPath).slice(0, surroundingFilesMax),
    manifests,
    isCut: async (path) => (await alike(path)).length > surroundingFilesMax,
    file(path) {
      const known = files.get(path) ?? parsed(path);
      // The oldest goes first: trees are large.
      const oldest = files.size < treesMax ? undefined : files.keys().next().value;
      if (oldest !== undefined) files.delete(oldest);
      files.set(path, known);
      return known;
    },
  };
}

/** Those of the same kind, folder by folder. */
function nearestFirst(path: string, others: readonly string[]): readonly string[] {
  const ending = kindOf(path);
  const folders = new Map<string, string[]>();
  for (const each of others) {
    if (kindOf(each) !== ending) continue;
    const folder = each.slice(0, each.lastIndexOf("/") + 1);
    const known = folders.get(folder);
    if (known === undefined) folders.set(folder, [each]);
    else known.push(each);
  }
  return [...folders.values()]
    .map((inside) => ({ inside, apart: stepsApart(path, inside[0] ?? "") }))
    .sort((left, right) => left.apart - right.apart)
    .flatMap(({ inside }) => inside);
}

/** All of JavaScript and TypeScript is of one kind. */
function kindOf(path: string): string {
  return isSourcePath(path) ? "source" : posix.extname(path);
}

/** Folders to go up and down from one file to the other. */
function stepsApart(from: string, to: string): number {
  const left = from.split("/");
  const right = to.split("/");
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared += 1;
  return left.length + right.length - 2 * shared;
}
