// The tools that a project has told in which order its imports stand. One that is installed but was not told orders
// nothing: the order in which modules are loaded can matter, and to choose one is not the gate's to do.
import { join, posix } from "node:path";
import { ruffSettings } from "../lint/native.ts";
import { jsonWithin } from "../tools/json-within.ts";
import { isRecord, settingsJson } from "../tools/settings-json.ts";
import { firstFile, isFile, packageProgram, pythonProgram, settingsText } from "../tools/tool-place.ts";
import type { Edit, Formatter, FormatterCandidate, FormattingWay } from "./formatter.ts";

const script = /\.(?:[cm]?[jt]s|[jt]sx)$/i;
const python = /\.pyi?$/i;
const eslintSettings = [
  ...["js", "mjs", "cjs", "ts", "mts", "cts"].map((end) => `eslint.config.${end}`),
  ...[".js", ".cjs", ".yaml", ".yml", ".json", ""].map((end) => `.eslintrc${end}`),
];
const eslintRules: ReadonlySet<string> = new Set([
  "sort-imports", "import/order", "import-x/order", "simple-import-sort/imports", "perfectionist/sort-imports",
]);
const eslintPlugins = ["import", "import-x", "simple-import-sort", "perfectionist"].map((name) => `eslint-plugin-${name}`);

/** The linters print all that they find, and only the edits of these rules are made. */
const eslintWay: FormattingWay = { kind: "edits", answers: [0, 1], read: readEslintEdits };
const ruffWay: FormattingWay = { kind: "edits", answers: [0, 1], read: readRuffEdits };
const inPlace: FormattingWay = { kind: "in-place" };
const order: Pick<Formatter, "work" | "keepsImports"> = { work: "order", keepsImports: true };

export const importOrders: readonly FormatterCandidate[] = [
  {
    ...order,
    name: "eslint",
    language: script,
    way: eslintWay,
    isConfigured: hasEslintOrder,
    program: (directory) => packageProgram(directory, "", "eslint"),
    argv: (program) => [program, "--format", "json", "--no-error-on-unmatched-pattern"],
  },
  {
    ...order,
    name: "biome",
    language: script,
    way: inPlace,
    isConfigured: async (directory) => (await biomeOrder(directory)) === "action",
    program: (directory) => packageProgram(directory, "", "biome"),
    argv: (program) => [program, "check", "--write", "--only=source/organizeImports", "--no-errors-on-unmatched"],
  },
  {
    ...order,
    name: "biome",
    language: script,
    way: inPlace,
    // Before its second version it was a part of its own, and no action that could be named.
    isConfigured: async (directory) => (await biomeOrder(directory)) === "part",
    program: (directory) => packageProgram(directory, "", "biome"),
    argv: (program) => [program, "check", "--write", "--formatter-enabled=false", "--linter-enabled=false", "--no-errors-on-unmatched"],
  },
  {
    ...order,
    name: "ruff",
    language: python,
    way: ruffWay,
    isConfigured: async (directory) => (await ruffSettings(directory, "")) !== null,
    program: (directory) => pythonProgram(directory, "", "ruff"),
    argv: (program) => [program, "check", "--output-format", "json", "--no-fix", "--no-cache", "--quiet"],
  },
  {
    ...order,
    name: "isort",
    language: python,
    way: inPlace,
    isConfigured: hasIsortSettings,
    program: (directory) => pythonProgram(directory, "", "isort"),
    argv: (program) => [program, "--quiet"],
  },
];

/** To start ESLint takes seconds, so something that could order imports must be there. */
async function hasEslintOrder(directory: string): Promise<boolean> {
  const own = await firstFile(directory, "", eslintSettings);
  const manifest = await settingsText(directory, "package.json");
  if (own === null && !/"eslintConfig"/.test(manifest ?? "")) return false;
  if (/\bsort-imports\b/.test(`${own === null ? "" : await settingsText(directory, own)}\n${manifest}`)) return true;
  for (const plugin of eslintPlugins) if (await isFile(directory, posix.join("node_modules", plugin, "package.json"))) return true;
  return false;
}

async function biomeOrder(directory: string): Promise<"action" | "part" | null> {
  const path = await firstFile(directory, "", ["biome.json", "biome.jsonc"]);
  const settings = await settingsJson((path === null ? null : await settingsText(directory, path)) ?? "null");
  if (inside(settings, ["organizeImports", "enabled"]) === true) return "part";
  if (inside(settings, ["assist", "enabled"]) === false) return null;
  const action = inside(settings, ["assist", "actions", "source", "organizeImports"]);
  const level = isRecord(action) ? action["level"] : action;
  return level === "on" ? "action" : null;
}

function inside(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((found, key) => (isRecord(found) ? found[key] : undefined), value);
}

async function hasIsortSettings(directory: string): Promise<boolean> {
  if (await isFile(directory, ".isort.cfg")) return true;
  return (
    /^\[tool\.isort\b/m.test((await settingsText(directory, "pyproject.toml")) ?? "") ||
    /^\[(?:tool:)?isort\]/m.test((await settingsText(directory, "setup.cfg")) ?? "")
  );
}

/** ESLint counts UTF-16 units, and leaves out a byte order mark. Null if this is no report. */
function readEslintEdits(output: string, directory: string, texts: ReadonlyMap<string, string>): ReadonlyMap<string, readonly Edit[]> | null {
  const reports = jsonWithin(output);
  if (!Array.isArray(reports)) return null;
  const edits = new Map<string, readonly Edit[]>();
  for (const report of reports.filter(isRecord)) {
    const path = pathOf(report["filePath"], directory, texts);
    if (path === null || !Array.isArray(report["messages"])) continue;
    const shift = texts.get(path)?.startsWith("\uFEFF") === true ? 1 : 0;
    const found = report["messages"].filter(isRecord).flatMap((message): readonly Edit[] => {
      const { ruleId, fix } = message;
      if (typeof ruleId !== "string" || !eslintRules.has(ruleId) || !isRecord(fix) || !Array.isArray(fix["range"])) return [];
      const [start, end]: readonly unknown[] = fix["range"];
      const { text } = fix;
      if (typeof start !== "number" || typeof end !== "number" || typeof text !== "string") return [];
      return [{ start: start + shift, end: end + shift, text }];
    });
    if (found.length > 0) edits.set(path, found);
  }
  return edits;
}

/** Ruff counts characters of lines, from 1. Null if this is no report. */
function readRuffEdits(output: string, directory: string, texts: ReadonlyMap<string, string>): ReadonlyMap<string, readonly Edit[]> | null {
  const reports = jsonWithin(output);
  if (!Array.isArray(reports)) return null;
  const edits = new Map<string, readonly Edit[]>();
  for (const report of reports.filter(isRecord)) {
    const path = pathOf(report["filename"], directory, texts);
    const { fix } = report;
    if (path === null || report["code"] !== "I001" || !isRecord(fix) || fix["applicability"] !== "safe" || !Array.isArray(fix["edits"])) continue;
    const text = texts.get(path) ?? "";
    const found = fix["edits"].filter(isRecord).flatMap((edit): readonly Edit[] => {
      const start = offsetOf(text, edit["location"]);
      const end = offsetOf(text, edit["end_location"]);
      const { content } = edit;
      return start === null || end === null || typeof content !== "string" ? [] : [{ start, end, text: content }];
    });
    edits.set(path, [...(edits.get(path) ?? []), ...found]);
  }
  return edits;
}

function offsetOf(text: string, place: unknown): number | null {
  if (!isRecord(place) || typeof place["row"] !== "number" || typeof place["column"] !== "number") return null;
  const lines = text.split(/(?<=\n)/);
  const before = lines.slice(0, place["row"] - 1).join("").length;
  return before + [...(lines[place["row"] - 1] ?? "")].slice(0, place["column"] - 1).join("").length;
}

function pathOf(file: unknown, directory: string, texts: ReadonlyMap<string, string>): string | null {
  if (typeof file !== "string") return null;
  return [...texts.keys()].find((path) => path === file || join(directory, path) === file) ?? null;
}
