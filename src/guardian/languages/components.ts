// Reads single-file components: the template by the framework's own parser, and each script by the parser of JavaScript
// and TypeScript. What is not looked at is blanked, so that places stay what they are.
import type { SgNode } from "@ast-grep/napi";
import { placeAt } from "../finding.ts";
import type { SourceParser } from "../source/oxc.ts";
import { readCss } from "./css.ts";
import { parseTree } from "./grammars.ts";
import { blanked, broken, onlyWithin, valid, withinStack, type LanguageProblem, type LanguageReading } from "./reading.ts";

interface Block {
  readonly language: string;
  readonly start: number;
  readonly end: number;
}

const scriptEndings: Readonly<Record<string, string>> = { "": "js", js: "js", javascript: "js", jsx: "jsx", ts: "ts", typescript: "ts", tsx: "tsx" };

export async function readVue(path: string, text: string, parse: SourceParser): Promise<LanguageReading> {
  const vue = await import("@vue/compiler-dom");
  const scripts: Block[] = [];
  const styles: Block[] = [];
  const template = withinStack(() => {
    const problems: LanguageProblem[] = [];
    const onError = ({ message, loc }: { message: string; loc?: { start: { offset: number } } }): void => {
      problems.push({ severity: "error", message: message.replace(/\.$/, ""), place: placeAt(text, loc?.start.offset ?? 0) });
    };
    for (const block of vue.parse(text, { parseMode: "sfc", onError }).children) {
      if (block.type !== vue.NodeTypes.ELEMENT || block.innerLoc === undefined) continue;
      const language = block.props.find((each) => each.type === vue.NodeTypes.ATTRIBUTE && each.name === "lang");
      const value = language?.type === vue.NodeTypes.ATTRIBUTE ? (language.value?.content ?? "") : "";
      const found = { language: value, start: block.innerLoc.start.offset, end: block.innerLoc.end.offset };
      if (block.tag === "script") scripts.push(found);
      if (block.tag === "style" && (value === "" || value === "css")) styles.push(found);
    }
    return { kind: "read", problems: problems.slice(0, 1) };
  });
  return together([template, ...(await readScripts(path, text, scripts, parse)), ...(await readStyles(text, styles))]);
}

export async function readSvelte(path: string, text: string, parse: SourceParser): Promise<LanguageReading> {
  const root = await parseTree("html", text);
  if (root === null) return { kind: "unread", reason: "its parser is not installed" };
  const scripts = blocksOf(root, "script_element");
  const rest = [...scripts, ...blocksOf(root, "style_element")].reduce((left, { start, end }) => blanked(left, start, end), text);
  const { parse: parseSvelte } = await import("svelte/compiler");
  const template = withinStack(() => {
    try {
      parseSvelte(rest, { modern: true });
      return valid;
    } catch (error) {
      if (!isSvelteError(error)) throw error;
      return broken(error.message.split("\n", 1)[0] ?? "", placeAt(text, error.position?.[0] ?? 0));
    }
  });
  return together([template, ...(await readScripts(path, text, scripts, parse))]);
}

function isSvelteError(error: unknown): error is Error & { position?: readonly number[] } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

/** Scripts and styles at the top of the file, as an HTML grammar sees them: their text is no markup. */
function blocksOf(root: SgNode, kind: string): Block[] {
  return root.children().flatMap((element) => {
    if (element.kind() !== kind) return [];
    const content = element.children().find((child) => child.kind() === "raw_text");
    if (content === undefined) return [];
    const tag = element.children().find((child) => child.kind() === "start_tag");
    const attribute = tag?.children().find((child) => child.kind() === "attribute" && child.text().startsWith("lang="));
    const language = (attribute?.text().slice(5) ?? "").replace(/["']/g, "");
    const { start, end } = content.range();
    return [{ language, start: start.index, end: end.index }];
  });
}

function readScripts(path: string, text: string, scripts: readonly Block[], parse: SourceParser): Promise<LanguageReading[]> {
  return Promise.all(
    scripts.map(async ({ language, start, end }): Promise<LanguageReading> => {
      const ending = scriptEndings[language];
      if (ending === undefined) return { kind: "unread", reason: `its script is written in ${language}` };
      const source = await parse(`${path}.${ending}`, onlyWithin(text, start, end));
      if (source.kind === "unsafe" || source.kind === "foreign") return { kind: "unread", reason: `its script ${source.reason}` };
      const problems = source.kind === "broken" ? source.problems : [];
      return { kind: "read", problems: problems.map(({ message, place }) => ({ severity: "error", message, place })) };
    }),
  );
}

function readStyles(text: string, styles: readonly Block[]): Promise<LanguageReading[]> {
  return Promise.all(styles.map(({ start, end }) => readCss(onlyWithin(text, start, end))));
}

function together(readings: readonly LanguageReading[]): LanguageReading {
  const problems = readings.flatMap((reading) => (reading.kind === "read" ? reading.problems : []));
  const unread = readings.find((reading) => reading.kind === "unread");
  return problems.length === 0 && unread !== undefined ? unread : { kind: "read", problems };
}
