// The formatters that a project has set up for itself and has installed. What has no settings formats nothing: its
// defaults would be nobody's choice.
import type { Formatter, FormatterCandidate } from "./formatter.ts";
import { importOrders } from "./import-orders.ts";
import { rustEdition } from "./rust-edition.ts";
import { isRecord, settingsJson } from "../tools/settings-json.ts";
import { firstFile, isFile, isOnPath, packageProgram, pythonProgram, settingsText } from "../tools/tool-place.ts";

export interface FormatterSearch {
  readonly formatters: readonly Formatter[];
  readonly notes: readonly string[];
}

const prettierSettings = [
  ...["", ".json", ".json5", ".yaml", ".yml", ".toml", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"].map((ending) => `.prettierrc${ending}`),
  ...[".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"].map((ending) => `prettier.config${ending}`),
];

const form: Pick<Formatter, "work" | "way" | "keepsImports"> = { work: "form", way: { kind: "in-place" }, keepsImports: false };

const candidates: readonly FormatterCandidate[] = [
  {
    ...form,
    name: "prettier",
    language: /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|css|scss|less|html|json5?|jsonc|ya?ml|graphql|mdx?)$/i,
    isConfigured: hasPrettierSettings,
    program: (directory) => packageProgram(directory, "", "prettier"),
    argv: (program) => [program, "--write", "--ignore-unknown"],
  },
  {
    ...form,
    name: "biome",
    language: /\.(?:[cm]?[jt]s|[jt]sx|jsonc?|css|graphql)$/i,
    isConfigured: async (directory) => (await firstFile(directory, "", ["biome.json", "biome.jsonc"])) !== null,
    program: (directory) => packageProgram(directory, "", "biome"),
    argv: (program) => [program, "format", "--write", "--no-errors-on-unmatched"],
  },
  {
    ...form,
    name: "ruff format",
    language: /\.pyi?$/i,
    isConfigured: hasRuffFormat,
    program: (directory) => pythonProgram(directory, "", "ruff"),
    argv: (program) => [program, "format", "--no-cache"],
  },
  {
    // Go knows one form only, so its module file is setting enough.
    ...form,
    name: "gofmt",
    language: /\.go$/i,
    isConfigured: (directory) => isFile(directory, "go.mod"),
    program: async () => ((await isOnPath("gofmt")) ? "gofmt" : null),
    argv: (program) => [program, "-w"],
  },
  {
    ...form,
    name: "rustfmt",
    language: /\.rs$/i,
    // What it is given by name it follows into other files, by their `mod`; its input it takes alone.
    way: { kind: "through", words: rustEdition },
    isConfigured: async (directory) => (await firstFile(directory, "", ["Cargo.toml", "rustfmt.toml", ".rustfmt.toml"])) !== null,
    program: async () => ((await isOnPath("rustfmt")) ? "rustfmt" : null),
    argv: (program) => [program, "--emit", "stdout", "--quiet"],
  },
];

/** Those that have something to say on these files, and why others have not. */
export async function formattersFor(directory: string, files: readonly string[]): Promise<FormatterSearch> {
  const formatters: Formatter[] = [];
  const notes: string[] = [];
  // An order first: formatters know where the lines of what was moved end.
  for (const candidate of [...importOrders, ...candidates]) {
    if (!files.some((path) => candidate.language.test(path)) || !(await candidate.isConfigured(directory))) continue;
    const place = await candidate.program(directory);
    if (place !== null) formatters.push({ ...candidate, argv: candidate.argv(place) });
    // That a linter is missing, its stage tells.
    else if (candidate.way.kind !== "edits") notes.push(`${refusal(candidate)}, because it is configured but not installed`);
  }
  return { formatters, notes };
}

/** How a note begins that tells why nothing was done. */
export function refusal({ name, work }: Pick<Formatter, "name" | "work">): string {
  return work === "form" ? `not formatted by ${name}` : `imports not ordered by ${name}`;
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
