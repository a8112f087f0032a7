// Symbols and imports of JavaScript and TypeScript, by oxc: ES modules and CommonJS. Only the top level is told; a
// class is told with its public members.
import type { ImportExpression, Node, ParserOptions, ParseResult } from "oxc-parser";
import type { FactsReading, SymbolFact } from "./file-facts.ts";
import { declarationsOf, exportsOf, type Declaration } from "./javascript-declarations.ts";
import type { SourceText } from "./javascript-signature.ts";
import { lineCounter } from "./text.ts";

export async function readJavaScript(path: string, text: string): Promise<FactsReading> {
  const { parseSync, Visitor } = await import("oxc-parser");
  const result = parseSync(path, text, optionsFor(path));
  const imports = importsOf(result);
  new Visitor({
    CallExpression(node) {
      const [argument] = node.arguments;
      const requires = node.callee.type === "Identifier" && node.callee.name === "require";
      if (requires && argument !== undefined) imports.push(...literal(argument));
    },
    ImportExpression(node: ImportExpression) {
      imports.push(...literal(node.source));
    },
  }).visit(result.program);
  return { symbols: symbolsOf(result, text), imports };
}

/** JSX is taken in plain JavaScript as well, since many projects write it there. */
function optionsFor(path: string): ParserOptions {
  if (/\.cjs$/i.test(path)) return { lang: "jsx", sourceType: "commonjs" };
  return /\.[mc]?js$/i.test(path) ? { lang: "jsx", sourceType: "unambiguous" } : {};
}

function importsOf(result: ParseResult): string[] {
  const reexports = result.module.staticExports.flatMap((statement) =>
    statement.entries.flatMap((entry) => (entry.moduleRequest === null ? [] : [entry.moduleRequest.value])),
  );
  return [...result.module.staticImports.map((statement) => statement.moduleRequest.value), ...reexports];
}

function literal(node: Node): readonly string[] {
  return node.type === "Literal" && typeof node.value === "string" ? [node.value] : [];
}

function symbolsOf(result: ParseResult, text: string): readonly SymbolFact[] {
  const source: SourceText = { text, comments: result.comments };
  const statements: readonly Node[] = result.program.body;
  const declarations = statements.flatMap((statement) => declarationsOf(statement, source));
  const exported = new Set(statements.flatMap(exportsOf));
  const lineOf = lineCounter(text);
  return declarations
    .map((declaration) => ({ ...declaration, exported: declaration.exported || exported.has(declaration.name) }))
    .filter(isTold)
    .map(({ start, end, name, kind, signature, exported: isExported }) => ({
      name,
      kind,
      line: lineOf(start),
      endLine: lineOf(Math.max(start, end - 1)),
      signature,
      exported: isExported,
    }));
}

/** A plain value that nobody outside can see says little about a file. */
function isTold(declaration: Declaration): boolean {
  return declaration.exported || declaration.kind !== "value";
}
