// Reads what many files import and export, and nothing else. The parser's own front hands over every syntax tree as a
// text many times the size of the source, asked for or not; its inner part lets that be. Where the inner part is not to
// be had, the front serves as well, only slower.
import type { EcmaScriptModule, OxcError, ParserOptions } from "oxc-parser";
import { nestingProblem } from "../../core/nesting.ts";
import { readingsOf } from "./oxc.ts";

/** Null if the text cannot be parsed, or must not be given to a native parser. */
export type ModuleParser = (path: string, text: string) => Promise<EcmaScriptModule | null>;

type Parse = (path: string, text: string, options: ParserOptions) => Promise<{ readonly module: EcmaScriptModule; readonly errors: readonly OxcError[] }>;

const innerPart: string = "oxc-parser/src-js/bindings";

/** The parser is loaded when it is first used, and then kept. */
export function createModuleParser(): ModuleParser {
  let loaded: Promise<Parse> | null = null;
  return async (path, text) => {
    if (nestingProblem(text) !== null) return null;
    loaded ??= loadParse();
    const parse = await loaded;
    for (const options of readingsOf(path)) {
      const { module, errors } = await parse(path, text, { ...options, showSemanticErrors: false });
      if (errors.length === 0) return module;
    }
    return null;
  };
}

async function loadParse(): Promise<Parse> {
  const inner: unknown = await import(innerPart).catch(() => null);
  if (typeof inner === "object" && inner !== null && "parse" in inner && typeof inner.parse === "function") return inner.parse as Parse;
  return (await import("oxc-parser")).parse;
}
