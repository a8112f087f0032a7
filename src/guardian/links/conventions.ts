// Names that go against what the repository does: of files, of exported functions, of exported types. The habit is learned
// from the code that the change did not touch, and only a clear one counts.
import { posix } from "node:path";
import { isTestPath } from "../../core/test-path.ts";
import { isDeclarationPath, isSourcePath } from "../source/oxc.ts";
import type { ModuleView } from "./module-view.ts";
import type { Files } from "./repository.ts";

export interface OddName {
  readonly file: string;
  readonly message: string;
}

type Style = "camelCase" | "PascalCase" | "kebab-case" | "snake_case";

const samplesMin = 10;
const shareMin = 0.9;
/** Files whose functions are looked at, the nearest first: each costs a syntax tree once. */
const filesMax = 40;

export interface NameSearch {
  readonly before: ModuleView;
  readonly after: ModuleView;
  readonly changed: ReadonlySet<string>;
  readonly added: ReadonlySet<string>;
  files(): Promise<Files>;
}

/** Null for names that could be of several styles, such as single words, and for those of none. */
export function styleOf(name: string): Style | null {
  if (/^[A-Z][a-z0-9]*(?:[A-Z][a-z0-9]*)*$/.test(name) && /[a-z]/.test(name)) return "PascalCase";
  if (/^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+$/.test(name)) return "camelCase";
  if (/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(name)) return "kebab-case";
  return /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(name) ? "snake_case" : null;
}

export async function oddNames(search: NameSearch): Promise<OddName[]> {
  const found: OddName[] = [];
  const known = new Map<string, Promise<Habit | null>>();
  // Files of one folder are measured by the same samples.
  const once: Once = (key, samples) => {
    const habit = known.get(key) ?? samples().then(habitOf);
    known.set(key, habit);
    return habit;
  };
  for (const path of search.changed) {
    if (isTestPath(path) || isDeclarationPath(path)) continue;
    found.push(...(await oddFile(search, path, once)), ...(await oddTypes(search, path, once)), ...(await oddFunctions(search, path, once)));
  }
  return found;
}

type Once = (key: string, samples: () => Promise<readonly string[]>) => Promise<Habit | null>;

function stem(path: string): string {
  return posix.basename(path).split(".", 1)[0] ?? "";
}

interface Habit {
  readonly style: Style;
  readonly example: string;
}

/** What nearly all of enough names have in common; null if there is no such thing. */
function habitOf(names: Iterable<string>): Habit | null {
  const kinds = new Map<Style, { count: number; readonly example: string }>();
  let counted = 0;
  for (const name of names) {
    const style = styleOf(name);
    if (style === null) continue;
    counted += 1;
    const kind = kinds.get(style);
    if (kind === undefined) kinds.set(style, { count: 1, example: name });
    else kind.count += 1;
  }
  if (counted < samplesMin) return null;
  const habit = [...kinds].find(([, { count }]) => count >= shareMin * counted);
  return habit === undefined ? null : { style: habit[0], example: habit[1].example };
}

async function oddFile(search: NameSearch, path: string, once: Once): Promise<OddName[]> {
  const style = search.added.has(path) ? styleOf(stem(path)) : null;
  if (style === null) return [];
  const folder = posix.dirname(path);
  const ending = posix.extname(path);
  const habit = await once(`files ${folder} ${ending}`, async () => {
    const { walk } = await search.files();
    const alike = walk.paths.filter((each) => posix.extname(each) === ending && isSourcePath(each) && !search.changed.has(each) && !isTestPath(each));
    const beside = alike.filter((each) => posix.dirname(each) === folder).map(stem);
    return beside.filter((name) => styleOf(name) !== null).length >= samplesMin ? beside : alike.map(stem);
  });
  if (habit === null || habit.style === style) return [];
  return [{ file: path, message: `Files here are named in ${habit.style}, as ${habit.example}${ending}; ${posix.basename(path)} is not. Rename it.` }];
}

async function oddTypes(search: NameSearch, path: string, once: Once): Promise<OddName[]> {
  const old = (await search.before.record(path))?.types;
  const fresh = [...((await search.after.record(path))?.types ?? [])].filter((name) => old?.has(name) !== true);
  const samples = async (): Promise<readonly string[]> => {
    const { records, walk } = await search.files();
    // In the order of the walk: files are read side by side, and the same code must give the same words.
    return walk.paths.flatMap((each) => (search.changed.has(each) || isDeclarationPath(each) ? [] : [...(records.get(each)?.types ?? [])]));
  };
  return oddOnes(fresh, path, "Exported types", () => once("types", samples));
}

async function oddFunctions(search: NameSearch, path: string, once: Once): Promise<OddName[]> {
  // Components are functions that are named as classes are.
  if (/x$/i.test(path)) return [];
  const old = (await search.before.record(path))?.exports;
  const fresh = (await exportedFunctions(search.after, path)).filter((name) => old?.has(name) !== true);
  return oddOnes(fresh, path, "Exported functions", () => once(`functions ${posix.dirname(path)}`, () => functionsNear(search, path)));
}

async function exportedFunctions(view: ModuleView, path: string): Promise<string[]> {
  const functions = (await view.code(path))?.functions;
  const exports = (await view.record(path))?.exports ?? [];
  return [...exports].flatMap(([name, local]) => (local !== null && functions?.has(local) === true ? [name] : []));
}

async function functionsNear(search: NameSearch, path: string): Promise<readonly string[]> {
  const { records, walk } = await search.files();
  const near = walk.paths
    .filter((each) => records.has(each) && !search.changed.has(each) && !isTestPath(each) && !isDeclarationPath(each) && isSourcePath(each) && !/x$/i.test(each))
    .map((each) => ({ each, apart: posix.relative(posix.dirname(path), posix.dirname(each)).split("/").length }))
    .sort((left, right) => left.apart - right.apart)
    .slice(0, filesMax);
  const names: string[] = [];
  for (const { each } of near) names.push(...(await exportedFunctions(search.after, each)));
  return names;
}

async function oddOnes(fresh: readonly string[], path: string, what: string, habitual: () => Promise<Habit | null>): Promise<OddName[]> {
  const styled = fresh.flatMap((name) => {
    const style = styleOf(name);
    return style === null ? [] : [{ name, style }];
  });
  if (styled.length === 0) return [];
  const habit = await habitual();
  if (habit === null) return [];
  return styled
    .filter(({ style }) => style !== habit.style)
    .map(({ name }) => ({ file: path, message: `${what} are named in ${habit.style} here, as ${habit.example}; "${name}" is not. Rename it.` }));
}
