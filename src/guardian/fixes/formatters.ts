// The formatters that a project has set up for itself and has installed. What has no settings formats nothing: its
// defaults would be nobody's choice.
import { isRecord, settingsJson } from "../tools/settings-json.ts";
import { firstFile, isFile, isOnPath, packageProgram, pythonProgram, settingsText } from "../tools/tool-place.ts";

export interface Formatter {
  readonly name: string;
  /** Writes the files that are named behind it. */
  readonly argv: readonly string[];
  readonly language: RegExp;
}

export interface FormatterSearch {
  readonly formatters: readonly Formatter[];
  readonly notes: readonly string[];
}

const prettierSettings = [
  ...["", ".json", ".json5", ".yaml", ".yml", ".toml", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"].map((ending) => `.prettierrc${ending}`),
  ...[".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"].map((ending) => `prettier.config${ending}`),
];

interface Candidate {
  readonly name: string;
  readonly language: RegExp;
  isConfigured(directory: string): Promise<boolean>;
  program(directory: string): Promise<string | null>;
  argv(program: string): readonly string[];
}

const candidates: readonly Candidate[] = [
  {
    name: "prettier",
    language: /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|css|scss|less|html|json5?|jsonc|ya?ml|graphql|mdx?)$/i,
    isConfigured: hasPrettierSettings,
    program: (directory) => packageProgram(directory, "", "prettier"),
    argv: (program) => [program, "--write", "--ignore-unknown"],
  },
  {
    name: "biome",
    language: /\.(?:[cm]?[jt]s|[jt]sx|jsonc?|css|graphql)$/i,
    isConfigured: async (directory) => (await firstFile(directory, "", ["biome.json", "biome.jsonc"])) !== null,
    program: (directory) => packageProgram(directory, "", "biome"),
    argv: (program) => [program, "format", "--write", "--no-errors-on-unmatched"],
  },
  {
    name: "ruff format",
    language: /\.pyi?$/i,
    isConfigured: hasRuffFormat,
    program: (directory) => pythonProgram(directory, "", "ruff"),
    argv: (program) => [program, "format", "--no-cache"],
  },
  {
    // Go knows one form only, so its module file is setting enough.
    name: "gofmt",
    language: /\.go$/i,
    isConfigured: (directory) => isFile(directory, "go.mod"),
    program: async () => ((await isOnPath("gofmt")) ? "gofmt" : null),
    argv: (program) => [program, "-w"],
  },
];

/** Those that have something to say on these files, and why others have not. */
export async function formattersFor(directory: string, files: readonly string[]): Promise<FormatterSearch> {
  const formatters: Formatter[] = [];
  const notes: string[] = [];
  for (const { name, language, isConfigured, program, argv } of candidates) {
    if (!files.some((path) => language.test(path)) || !(await isConfigured(directory))) continue;
    const place = await program(directory);
    if (place === null) notes.push(`not formatted by ${name}, because it is configured but not installed`);
    else formatters.push({ name, language, argv: argv(place) });
  }
  return { formatters, notes };
}

async function hasPrettierSettings(directory: string): Promise<boolean> {
  if ((await firstFile(directory, "", prettierSettings)) !== null) return true;
  const manifest = await settingsJson((await settingsText(directory, "package.json")) ?? "null");
  return isRecord(manifest) && manifest["prettier"] !== undefined;
}

/** Settings of ruff are there for its linter as a rule; its formatter has a table of its own. */
async function hasRuffFormat(directory: string): Promise<boolean> {
  const { parse } = await import("smol-toml");
  for (const [path, inside] of [["pyproject.toml", ["tool", "ruff", "format"]], ["ruff.toml", ["format"]], [".ruff.toml", ["format"]]] as const) {
    const text = await settingsText(directory, path);
    if (text === null) continue;
    try {
      let value: unknown = parse(text);
      for (const key of inside) value = isRecord(value) ? value[key] : undefined;
      if (value !== undefined) return true;
    } catch {
      // A broken file configures nothing; its own tools say so.
    }
  }
  return false;
}
