// The native parser of JavaScript and TypeScript, loaded when first needed, and kept from texts that would overflow its
// stack. It answers with errors and the module's imports and exports; the syntax tree is asked for by those who need it.
import type { Comment, EcmaScriptModule, ParseResult, ParserOptions } from "oxc-parser";
import type { Place } from "../finding.ts";
import { placeAt } from "../finding.ts";
import { nestingProblem } from "../../core/nesting.ts";

export interface SourceProblem {
  readonly message: string;
  readonly place: Place;
}

export type ParsedSource =
  | {
      readonly kind: "parsed";
      readonly module: EcmaScriptModule;
      readonly program: () => ParseResult["program"];
      readonly comments: () => readonly Comment[];
    }
  | { readonly kind: "broken"; readonly problems: readonly SourceProblem[] }
  /** Not given to the parser, and why. */
  | { readonly kind: "unsafe"; readonly reason: string }
  /** Nothing that the parser knows: types by Flow, say. */
  | { readonly kind: "foreign"; readonly reason: string };

export const problemsMax = 5;

const sourceExtension = /\.([cm]?[jt]s|[jt]sx)$/i;
const typescriptExtension = /\.(?:[cm]?ts|tsx)$/i;
const declarationExtension = /\.d\.[cm]?ts$/i;

export function isSourcePath(path: string): boolean {
  return sourceExtension.test(path);
}

export function isTypeScriptPath(path: string): boolean {
  return typescriptExtension.test(path);
}

export function isDeclarationPath(path: string): boolean {
  return declarationExtension.test(path);
}

export async function parseSource(path: string, text: string): Promise<ParsedSource> {
  const unsafe = nestingProblem(text);
  if (unsafe !== null) return { kind: "unsafe", reason: unsafe };
  const { parseSync } = await import("oxc-parser");
  let result: ParseResult | null = null;
  for (const options of readingsOf(path)) {
    const next = parseSync(path, text, options);
    if (next.errors.length === 0) {
      return { kind: "parsed", module: next.module, program: () => next.program, comments: () => next.comments };
    }
    result ??= next;
  }
  if (/^\s*(?:\/\*|\/\/)[^]{0,2000}?@flow\b/.test(text)) return { kind: "foreign", reason: "is typed with Flow" };
  return { kind: "broken", problems: problemsOf(result, text) };
}

export type SourceParser = typeof parseSource;

/** Parses each text once, however many stages ask; for the length of one check. */
export function createSourceParser(): SourceParser {
  const known = new Map<string, Promise<ParsedSource>>();
  return (path, text) => {
    const key = `${path}\0${text}`;
    const source = known.get(key) ?? parseSource(path, text);
    known.set(key, source);
    return source;
  };
}

/**
 * How a file may be meant, most likely first. Scripts without modules may return at the top and use words that modules
 * may not, and many projects write JSX in `.js` files.
 */
export function readingsOf(path: string): readonly ParserOptions[] {
  const options: ParserOptions = { showSemanticErrors: true };
  if (isDeclarationPath(path)) return [{ ...options, lang: "dts" }];
  if (isTypeScriptPath(path)) return [options];
  if (/\.mjs$/i.test(path)) return [{ ...options, lang: "jsx", sourceType: "module" }];
  return [
    { ...options, lang: "jsx", sourceType: "module" },
    { ...options, lang: "jsx", sourceType: "commonjs" },
  ];
}

function problemsOf(result: ParseResult | null, text: string): SourceProblem[] {
  return (result?.errors ?? []).slice(0, problemsMax).map((error) => {
    const help = error.helpMessage?.split("\n", 1)[0] ?? "";
    return {
      message: help === "" ? error.message : `${error.message}. ${help}`,
      place: placeAt(text, error.labels[0]?.start ?? 0),
    };
  });
}
