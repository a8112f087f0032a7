// Linters of JavaScript and TypeScript: ESLint, Biome and Oxlint, each if the project has settings for it at its top
// and has it installed.
import type { Diagnostic } from "../tools/diagnostics.ts";
import { jsonWithin, type Linter, type LintFiles, runsOf } from "./lint-files.ts";
import { readLines } from "../tools/output-lines.ts";
import type { ProjectTool, ToolSearch } from "../tools/project-tool.ts";
import { isRecord } from "../tools/settings-json.ts";
import { firstFile, packageProgram, settingsText } from "../tools/tool-place.ts";

const language = /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|astro)$/i;
const biomeLanguage = /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|astro|jsonc?|css|graphql)$/i;
const eslintSettings = ["eslint.config.js", "eslint.config.mjs", "eslint.config.cjs", "eslint.config.ts", "eslint.config.mts", "eslint.config.cts"];
const eslintOldSettings = [".eslintrc.js", ".eslintrc.cjs", ".eslintrc.yaml", ".eslintrc.yml", ".eslintrc.json", ".eslintrc"];
/** GitHub's own format, since Biome calls its JSON unstable. Values have `%25`, `%0A` and the like for what would end them. */
const biomeLine =
  /^::(?<severity>error|warning|notice) title=(?<code>[^,]*),file=(?<file>[^,]*),line=(?<line>\d+),endLine=\d+,col=(?<column>\d+),endColumn=\d+::(?<message>.*)$/;

export async function javascriptLinters(directory: string, files: LintFiles): Promise<ToolSearch> {
  const tools: ProjectTool[] = [];
  const notes: string[] = [];
  const touched = files.all.filter((path) => language.test(path));
  const configured = [
    { wanted: await hasEslint(directory), program: "eslint", make: eslint },
    { wanted: (await firstFile(directory, "", ["biome.json", "biome.jsonc"])) !== null, program: "biome", make: biome },
    { wanted: (await firstFile(directory, "", [".oxlintrc.json", "oxlint.config.ts"])) !== null, program: "oxlint", make: oxlint },
  ];
  for (const { wanted, program, make } of configured) {
    if (!wanted) continue;
    const place = await packageProgram(directory, "", program);
    if (place !== null) tools.push(...runsOf(make(place), files));
    else if (touched.length > 0) notes.push(`lint not checked by ${program}, because it is configured but not installed`);
  }
  return { tools, notes };
}

async function hasEslint(directory: string): Promise<boolean> {
  if ((await firstFile(directory, "", [...eslintSettings, ...eslintOldSettings])) !== null) return true;
  return /^\s*"eslintConfig"\s*:/m.test((await settingsText(directory, "package.json")) ?? "");
}

function eslint(program: string): Linter {
  const argv = [program, "--format", "json", "--no-error-on-unmatched-pattern"];
  return { name: "eslint", argv, answers: [0, 1], language, read: readEslint };
}

export function readEslint(output: string): readonly Diagnostic[] | null {
  const files = jsonWithin(output);
  if (!Array.isArray(files)) return null;
  return files.filter(isRecord).flatMap((file) => {
    const path = textOr(file["filePath"], null);
    const messages = Array.isArray(file["messages"]) ? file["messages"].filter(isRecord) : [];
    return messages.flatMap((message): readonly Diagnostic[] => {
      const code = textOr(message["ruleId"], null);
      // Without a rule it is a parse error, or the word that a file is ignored.
      if (code === null && message["fatal"] !== true) return [];
      const severity = message["severity"] === 2 ? "error" : "warning";
      return [{ file: path, ...placeOf(message), code, message: textOr(message["message"], ""), severity }];
    });
  });
}

export function readBiome(output: string): readonly Diagnostic[] {
  return readLines(output, biomeLine)
    .filter(({ code }) => code?.startsWith("lint/") === true || code === "parse")
    .map(({ file, code, message, ...rest }) => ({
      ...rest,
      file: unescaped(file ?? ""),
      code: (code ?? "").replace("lint/", ""),
      message: unescaped(message),
    }));
}

function biome(program: string): Linter {
  const argv = [program, "lint", "--reporter=github", "--no-errors-on-unmatched", "--max-diagnostics=none", "--colors=off"];
  return { name: "biome", argv, answers: [0, 1], language: biomeLanguage, read: readBiome };
}

function unescaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { "%0A": "\n", "%0D": "", "%3A": ":", "%2C": ",", "%25": "%" };
  return text.replace(/%(?:0A|0D|3A|2C|25)/gi, (sign) => signs[sign.toUpperCase()] ?? sign);
}

function oxlint(program: string): Linter {
  return { name: "oxlint", argv: [program, "--format", "json"], answers: [0, 1], language, read: readOxlint };
}

export function readOxlint(output: string): readonly Diagnostic[] | null {
  const value = jsonWithin(output);
  if (!isRecord(value) || !Array.isArray(value["diagnostics"])) return null;
  return value["diagnostics"].filter(isRecord).map((each): Diagnostic => {
    const [label] = Array.isArray(each["labels"]) ? each["labels"] : [];
    const span = isRecord(label) && isRecord(label["span"]) ? label["span"] : {};
    const help = textOr(each["help"], null);
    return {
      file: textOr(each["filename"], null),
      ...placeOf(span),
      code: textOr(each["code"], null),
      message: `${textOr(each["message"], "")}${help === null ? "" : `\n${help}`}`,
      severity: each["severity"] === "error" ? "error" : "warning",
    };
  });
}

function placeOf(value: Readonly<Record<string, unknown>>): Pick<Diagnostic, "line" | "column"> {
  const { line, column } = value;
  return { line: typeof line === "number" ? line : null, column: typeof column === "number" ? column : null };
}

function textOr<Other>(value: unknown, other: Other): string | Other {
  return typeof value === "string" ? value : other;
}
