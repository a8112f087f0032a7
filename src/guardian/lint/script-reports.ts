// How the linters of JavaScript and TypeScript print what they find. It runs none of them.
import type { Diagnostic } from "../tools/diagnostics.ts";
import { jsonWithin } from "../tools/json-within.ts";
import { readLines } from "../tools/output-lines.ts";
import { isRecord } from "../tools/settings-json.ts";

/** GitHub's own format, since Biome calls its JSON unstable. Values have `%25`, `%0A` and the like for what would end them. */
const biomeLine =
  /^::(?<severity>error|warning|notice) title=(?<code>[^,]*),file=(?<file>[^,]*),line=(?<line>\d+),endLine=\d+,col=(?<column>\d+),endColumn=\d+::(?<message>.*)$/;
const standardLine = /^\s*(?<file>\S.*?):(?<line>\d+):(?<column>\d+): (?<message>.+?) \((?<code>[^()]+)\)(?: \((?<severity>warning)\))?$/;

/** Also of XO, which is ESLint with settings of its own. Null if it is no report. */
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

function unescaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { "%0A": "\n", "%0D": "", "%3A": ":", "%2C": ",", "%25": "%" };
  return text.replace(/%(?:0A|0D|3A|2C|25)/gi, (sign) => signs[sign.toUpperCase()] ?? sign);
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

export function readStandard(output: string): readonly Diagnostic[] {
  return readLines(output, standardLine);
}

function placeOf(value: Readonly<Record<string, unknown>>): Pick<Diagnostic, "line" | "column"> {
  const { line, column } = value;
  return { line: typeof line === "number" ? line : null, column: typeof column === "number" ? column : null };
}

function textOr<Other>(value: unknown, other: Other): string | Other {
  return typeof value === "string" ? value : other;
}
