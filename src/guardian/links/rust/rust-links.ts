// The links of Rust within a repository: modules that a changed file declares have a file, what it uses of its own crate is
// there, other crates are in Cargo.toml, and nothing goes away that other files use. What macros and globs bring is not
// known, and nothing is said of it.
import type { Finding } from "../../../core/change.ts";
import type { GateInput } from "../../../ports/gate.ts";
import { readSlotText, textOf } from "../../files/slot-file.ts";
import type { Walk } from "../../files/slot-walk.ts";
import { excerptAt, finding, placeAt } from "../../finding.ts";
import { nearestName } from "../../nearest.ts";
import { onceForEach } from "../../once.ts";
import type { StageReport } from "../../stage.ts";
import { readRustFile, type RustFile } from "./rust-file.ts";
import { createRustPlaces, type RustPlaces } from "./rust-places.ts";

const isRust = (path: string): boolean => path.endsWith(".rs");
/** With the compiler, or of the path itself. */
const always = new Set(["crate", "self", "super", "std", "core", "alloc", "proc_macro", "test"]);

interface Search {
  readonly input: GateInput;
  readonly signal: AbortSignal;
  readonly paths: readonly string[];
  readonly changed: ReadonlySet<string>;
  readonly places: RustPlaces;
  readonly file: (path: string) => Promise<RustFile | null>;
}

interface Problem {
  readonly key: string;
  readonly rule: string;
  readonly text: string;
  readonly offset: number;
}

export async function rustLinks(input: GateInput, walk: () => Promise<Walk>, signal: AbortSignal): Promise<StageReport> {
  const changed = input.change.files.filter(({ path }) => isRust(path));
  if (changed.length === 0) return { findings: [], notes: [] };
  const { paths, complete } = await walk();
  if (!complete) return { findings: [], notes: [`the imports of Rust were not checked: the repository has more than ${paths.length} files`] };
  const file = onceForEach(async (path: string): Promise<RustFile | null> => {
    const content = await readSlotText(input.directory, path);
    return content.kind === "text" ? readRustFile(content.text) : null;
  });
  const search: Search = { input, signal, paths, changed: new Set(changed.map(({ path }) => path)), places: createRustPlaces(new Set(paths)), file };
  const findings: Finding[] = [];
  for (const { path, status } of changed) if (status !== "deleted") findings.push(...(await brokenLinks(search, path)));
  return { findings: [...findings, ...(await brokenUsers(search))], notes: [] };
}

async function brokenLinks(search: Search, path: string): Promise<Finding[]> {
  search.signal.throwIfAborted();
  const content = await readSlotText(search.input.directory, path);
  if (content.kind !== "text") return [];
  const before = textOf(await search.input.before(path));
  const old = before.kind === "text" ? readRustFile(before.text) : null;
  const known = new Set(old === null ? [] : [...old.modules.map(({ name }) => `mod ${name}`), ...old.uses.map((use) => use.path.join("::"))]);
  const problems = await problemsOf(search, path, readRustFile(content.text));
  return problems.flatMap(({ key, rule, text, offset }) => {
    if (known.has(key)) return [];
    const place = placeAt(content.text, offset);
    return [finding("links", rule, text, { file: path, place, excerpt: excerptAt(content.text, place) })];
  });
}

async function problemsOf(search: Search, path: string, file: RustFile): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { name, offset } of file.modules) {
    if (search.places.moduleFiles(path, name).length > 0) continue;
    const text = `"mod ${name};" leads to no file. Write ${search.places.moduleNames(path, name).join(" or ")}, or take the line out.`;
    problems.push({ key: `mod ${name}`, rule: "unresolved-import", text, offset });
  }
  for (const { path: used, offset } of file.uses) {
    const [first = ""] = used;
    const found = first === "crate" ? await missingName(search, path, used.slice(1)) : await unknownCrate(search, path, file, first);
    if (found !== null) problems.push({ key: used.join("::"), offset, ...found });
  }
  return problems;
}

/** A name of the own crate whose module is known, and has no such word in it. */
async function missingName(search: Search, path: string, parts: readonly string[]): Promise<Pick<Problem, "rule" | "text"> | null> {
  const module = search.places.resolve(path, parts);
  const name = module === null ? undefined : parts[module.length];
  if (module === null || name === undefined || name === "*" || /^(?:self|super)$/.test(name)) return null;
  const found = await search.file(module.file);
  if (found === null || found.isOpen || found.words.has(name)) return null;
  const near = nearestName(name, [...found.words]);
  return { rule: "unknown-export", text: `${module.file} has no "${name}".${near === null ? "" : ` Did you mean "${near}"?`}` };
}

/** One that neither the manifests nor anything in the file explains. */
async function unknownCrate(search: Search, path: string, file: RustFile, name: string): Promise<Pick<Problem, "rule" | "text"> | null> {
  if (always.has(name) || !/^[a-z_]\w*$/.test(name)) return null;
  const manifests = search.places.manifests(path);
  if (manifests.length === 0 || search.places.hasModule(name) || (await isNamedIn(search, file, name))) return null;
  const bare = name.replaceAll("_", "");
  for (const manifest of manifests) {
    const content = await readSlotText(search.input.directory, manifest);
    // Some packages have another name than their crate: "md-5" is md5, "rust-crypto" is crypto.
    if (content.kind !== "text" || content.text.toLowerCase().replace(/[-_]/g, "").includes(bare)) return null;
  }
  return { rule: "unknown-package", text: `No Cargo.toml above names a crate "${name}". Use what is there, or have it added to Cargo.toml.` };
}

/** A module within the file, or what another `use` brings. */
async function isNamedIn({ places, file }: Search, { uses, named, isOpen }: RustFile, name: string): Promise<boolean> {
  if (isOpen || named.has(name) || uses.some(({ path }) => path.length > 1 && path.at(-1) === name)) return true;
  for (const root of places.roots) if ((await file(root))?.words.has(name) === true) return true;
  return false;
}

/** One finding for each file that something was taken from, naming its first user. */
async function brokenUsers(search: Search): Promise<Finding[]> {
  const gone = await wordsGone(search);
  const deleted = new Set(search.input.change.files.flatMap(({ path, status }) => (status === "deleted" && isRust(path) ? [path] : [])));
  const findings: Finding[] = [];
  for (const path of gone.size + deleted.size === 0 ? [] : search.paths) {
    if (!isRust(path) || search.changed.has(path)) continue;
    search.signal.throwIfAborted();
    const file = await search.file(path);
    for (const { name } of file?.modules ?? []) {
      const lost = search.places.moduleNames(path, name).find((each) => deleted.has(each));
      if (lost === undefined || search.places.moduleFiles(path, name).length > 0) continue;
      findings.push(finding("links", "broken-user", `${lost} is gone, but ${path} declares "mod ${name};". Keep the file, or change ${path} too.`, { file: lost }));
    }
    for (const { path: used } of file?.uses ?? []) {
      if (used[0] !== "crate") continue;
      const parts = used.slice(1);
      const module = search.places.resolve(path, parts);
      const name = module === null ? undefined : parts[module.length];
      if (module === null || name === undefined || gone.get(module.file)?.has(name) !== true) continue;
      findings.push(finding("links", "broken-user", `${module.file} no longer has "${name}", but ${path} uses it. Keep it, or change ${path} too.`, { file: module.file }));
      gone.delete(module.file);
    }
  }
  return findings;
}

/** Words that a changed file had and has no more, in which macros and globs bring nothing. */
async function wordsGone(search: Search): Promise<Map<string, ReadonlySet<string>>> {
  const gone = new Map<string, ReadonlySet<string>>();
  for (const path of search.changed) {
    const now = await search.file(path);
    const before = textOf(await search.input.before(path));
    if (now === null || now.isOpen || before.kind !== "text") continue;
    const missing = [...readRustFile(before.text).words].filter((word) => !now.words.has(word));
    if (missing.length > 0) gone.set(path, new Set(missing));
  }
  return gone;
}
