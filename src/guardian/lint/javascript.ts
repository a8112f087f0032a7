// Linters of JavaScript and TypeScript: ESLint, Biome, Oxlint, XO and Standard, each for the files below settings of its
// own, if it is installed there.
import { posix } from "node:path";
import type { Diagnostic } from "../tools/diagnostics.ts";
import type { ToolSearch } from "../tools/project-tool.ts";
import { isRecord, settingsJson } from "../tools/settings-json.ts";
import { firstFile, foldersAbove, packageProgram, programFrom, settingsText } from "../tools/tool-place.ts";
import { type Linter, type LintFiles, runsOf } from "./lint-files.ts";
import { readBiome, readEslint, readOxlint, readStandard } from "./script-reports.ts";

export const scriptLanguage = /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|astro)$/i;
const biomeLanguage = /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|astro|jsonc?|css|graphql)$/i;
const eslintSettings = ["js", "mjs", "cjs", "ts", "mts", "cts"].map((end) => `eslint.config.${end}`);
const eslintOldSettings = [".eslintrc.js", ".eslintrc.cjs", ".eslintrc.yaml", ".eslintrc.yml", ".eslintrc.json", ".eslintrc"];

type Place = Pick<Linter, "folder" | "settings">;

/** One of the linters: where its settings for a file are, and how it is asked. */
interface Kind {
  readonly program: string;
  readonly language: RegExp;
  readonly arguments: readonly string[];
  read(output: string): readonly Diagnostic[] | null;
  placeFor(directory: string, path: string): Promise<Place | null>;
}

const kinds: readonly Kind[] = [
  {
    program: "eslint",
    language: scriptLanguage,
    arguments: ["--format", "json", "--no-error-on-unmatched-pattern"],
    read: readEslint,
    placeFor: async (directory, path) =>
      (await nearest(directory, path, eslintSettings)) ?? (await oldEslint(directory, path)),
  },
  {
    program: "biome",
    language: biomeLanguage,
    arguments: ["lint", "--reporter=github", "--no-errors-on-unmatched", "--max-diagnostics=none", "--colors=off"],
    read: readBiome,
    placeFor: (directory, path) => outermost(directory, path, ["biome.json", "biome.jsonc"]),
  },
  {
    program: "oxlint",
    language: scriptLanguage,
    arguments: ["--format", "json"],
    read: readOxlint,
    placeFor: (directory, path) => outermost(directory, path, [".oxlintrc.json", "oxlint.config.ts"]),
  },
  {
    program: "xo",
    language: scriptLanguage,
    arguments: ["--reporter", "json"],
    read: readEslint,
    placeFor: (directory, path) => dependent(directory, path, "xo"),
  },
  {
    program: "standard",
    language: /\.(?:[cm]?js|jsx)$/i,
    arguments: [],
    read: readStandard,
    placeFor: (directory, path) => dependent(directory, path, "standard"),
  },
];

export interface ScriptSearch extends ToolSearch {
  /** Changed scripts that no linter of the project's own is set up for. */
  readonly unowned: readonly string[];
}

export async function javascriptLinters(directory: string, files: LintFiles): Promise<ScriptSearch> {
  const found: ToolSearch[] = [];
  const owned = new Set<string>();
  for (const kind of kinds) {
    const places = new Map<string, { place: Place; paths: string[] }>();
    for (const path of files.all.filter((one) => kind.language.test(one))) {
      const place = await kind.placeFor(directory, path);
      if (place === null) continue;
      owned.add(path);
      const known = places.get(place.folder) ?? { place, paths: [] };
      places.set(place.folder, known);
      known.paths.push(path);
    }
    for (const { place, paths } of places.values()) found.push(await linterAt(directory, kind, place, paths, files));
  }
  return {
    tools: found.flatMap(({ tools }) => tools),
    notes: found.flatMap(({ notes }) => notes),
    unowned: files.all.filter((path) => scriptLanguage.test(path) && !owned.has(path)),
  };
}

async function linterAt(
  directory: string,
  kind: Kind,
  place: Place,
  paths: readonly string[],
  files: LintFiles,
): Promise<ToolSearch> {
  const { program: name, language, read } = kind;
  const program = await packageProgram(directory, place.folder, name);
  if (program === null) {
    return { tools: [], notes: [`lint not checked by ${name}, because it is configured but not installed`] };
  }
  const argv = [programFrom(place.folder, program), ...kind.arguments];
  return { tools: runsOf({ ...place, name, argv, answers: [0, 1], language, read }, paths, files), notes: [] };
}

async function nearest(directory: string, path: string, names: readonly string[]): Promise<Place | null> {
  for (const folder of foldersAbove(path)) {
    const settings = await firstFile(directory, folder, names);
    if (settings !== null) return { folder, settings };
  }
  return null;
}

/** Linters that find the settings of inner folders themselves. */
async function outermost(directory: string, path: string, names: readonly string[]): Promise<Place | null> {
  for (const folder of foldersAbove(path).toReversed()) {
    const settings = await firstFile(directory, folder, names);
    if (settings !== null) return { folder, settings };
  }
  return null;
}

/** The old settings add up from the file's folder to the one that says `root`, where plugins are looked for as well. */
async function oldEslint(directory: string, path: string): Promise<Place | null> {
  let found: Place | null = null;
  for (const folder of foldersAbove(path)) {
    const own = await firstFile(directory, folder, eslintOldSettings);
    const manifest = posix.join(folder, "package.json");
    const inManifest = own === null ? (await packageAt(directory, folder))?.["eslintConfig"] : undefined;
    if (own === null && inManifest === undefined) continue;
    found = { folder, settings: own ?? manifest };
    const isRoot = own === null ? isRecord(inManifest) && inManifest["root"] === true : /\broot["']?\s*:\s*true\b/.test((await settingsText(directory, own)) ?? "");
    if (isRoot) break;
  }
  return found;
}

/** Linters that need no settings: a package that has one of them installed for itself is linted with it. */
async function dependent(directory: string, path: string, name: string): Promise<Place | null> {
  for (const folder of foldersAbove(path)) {
    const manifest = await packageAt(directory, folder);
    if (manifest === null) continue;
    const isNamed = ["dependencies", "devDependencies"].some((key) => {
      const packages = manifest[key];
      return isRecord(packages) && packages[name] !== undefined;
    });
    if (isNamed) return { folder, settings: null };
  }
  return null;
}

async function packageAt(directory: string, folder: string): Promise<Readonly<Record<string, unknown>> | null> {
  const text = await settingsText(directory, posix.join(folder, "package.json"));
  const value = text === null ? null : await settingsJson(text);
  return isRecord(value) ? value : null;
}
