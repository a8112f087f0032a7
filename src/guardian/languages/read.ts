// Reads a text of another language than JavaScript, TypeScript and JSON by the reader that its language names. It knows
// neither what stood there before nor what becomes of the problems.
import { nestingProblem } from "../../core/nesting.ts";
import { placeAt } from "../finding.ts";
import type { SourceParser } from "../source/oxc.ts";
import { readSvelte, readVue } from "./components.ts";
import { readCss } from "./css.ts";
import { parseTree } from "./grammars.ts";
import type { GrammarLanguage, Language } from "./language.ts";
import { readMarkdown } from "./markdown.ts";
import { layoutFault } from "./python-layout.ts";
import { broken, valid, type LanguageReading } from "./reading.ts";
import { readToml } from "./toml.ts";
import { treeFault, type TreeFault } from "./tree-faults.ts";
import { readYaml } from "./yaml.ts";

/**
 * Texts that nest without end are kept from every reader: some grammars end the process on them (an assertion of their
 * scanners), others take minutes.
 */
export async function readLanguage(language: Language, path: string, text: string, parse: SourceParser): Promise<LanguageReading> {
  const unsafe = language.reader === "markdown" || language.reader === "css" ? null : nestingProblem(text);
  if (unsafe !== null) return { kind: "unread", reason: `it ${unsafe}` };
  switch (language.reader) {
    case "grammar":
      return readByGrammar(language, text);
    case "toml":
      return readToml(text);
    case "yaml":
      return readYaml(text);
    case "css":
      return readCss(text);
    case "markdown":
      return readMarkdown(text);
    case "vue":
      return readVue(path, text, parse);
    case "svelte":
      return readSvelte(path, text, parse);
  }
}

async function readByGrammar(language: GrammarLanguage, text: string): Promise<LanguageReading> {
  if (language.grammar === "html" && text.trimStart().startsWith("<?")) {
    return { kind: "unread", reason: "it is XML or made by a program, for which HTML has no grammar" };
  }
  const root = await parseTree(language.grammar, text);
  if (root === null) return { kind: "unread", reason: `the grammar of ${language.name} is not installed for this machine` };
  const fault = treeFault(root, text);
  if (fault === null) {
    const layout = language.grammar === "python" ? layoutFault(root, text) : null;
    return layout === null ? valid : broken(layout.message, placeAt(text, layout.offset));
  }
  const severity = trustIn(language, fault, text);
  const doubt = severity === "error" ? "" : ` (unsure: the grammar of ${language.name} stumbles over some code that is right)`;
  return broken(`${fault.message}${hint(language, fault, text)}${doubt}`, placeAt(text, fault.offset), severity);
}

const rubyOpeners = /^[ \t]*(?:def|class|module|if|unless|while|until|case|begin|for)\b|\bdo(?:[ \t]*\|[^|]*\|)?[ \t]*$/;
const pythonOpeners = /^[ \t]*(?:async |def |class |if |elif |else\b|for |while |try\b|except\b|finally\b|with )[^#]*[^:,\\([{#\s]$/;

/** What is left out most often and is told by the grammar only as something else that comes too soon. */
function hint({ grammar }: GrammarLanguage, { kind, offset, message }: TreeFault, text: string): string {
  if (kind !== "token" || message.endsWith("is missing here")) return "";
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const [line = ""] = text.slice(start).split("\n", 1);
  if (grammar === "ruby" && rubyOpeners.test(line)) return '. Perhaps its "end" is missing';
  if (grammar !== "python") return "";
  const [before = ""] = text.slice(0, start).trimEnd().split("\n").slice(-1);
  const opener = [line.trimEnd(), before.trimEnd()].find((each) => pythonOpeners.test(each));
  return opener === undefined ? "" : `. Perhaps ":" is missing behind "${opener.trim().slice(0, 60)}"`;
}

/** Branches of the preprocessor may each open a bracket that is closed once behind them. */
function trustIn(language: GrammarLanguage, { kind }: TreeFault, text: string): "error" | "warning" {
  if (kind === "token") return language.tokens;
  const branches = (language.grammar === "c" || language.grammar === "cpp") && /^[ \t]*#[ \t]*(?:else|elif)/m.test(text);
  return branches ? "warning" : language.brackets;
}
