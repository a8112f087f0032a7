// Symbols and imports of JavaScript and TypeScript, by oxc: ES modules and CommonJS. The top level is told, and
// then methods; a class is told with its public members.
import type { Node, ParserOptions, ParseResult, Visitor } from "oxc-parser";
import type { FactsReading, SymbolFact } from "./file-facts.ts";
import { declarationsOf, exportsOf, type Declaration } from "./javascript-declarations.ts";
import { methodsOf } from "./javascript-methods.ts";
import type { SourceText } from "./javascript-signature.ts";
import { lineCounter } from "./text.ts";

export async function readJavaScript(path: string, text: string): Promise<FactsReading> {
  const { parseSync, Visitor: TreeVisitor } = await import("oxc-parser");
  const result = parseSync(path, text, optionsFor(path));
  const imports = [...moduleImports(result, text), ...requiredBy(result, text, TreeVisitor)];
  return { symbols: symbolsOf(result, text), imports };
}

/** JSX is taken in plain JavaScript as well, since many projects write it there. */
function optionsFor(path: string): ParserOptions {
  if (/\.cjs$/i.test(path)) return { lang: "jsx", sourceType: "commonjs" };
  return /\.[mc]?js$/i.test(path) ? { lang: "jsx", sourceType: "unambiguous" } : {};
}

/** What the parser itself has collected: static and dynamic imports, and exports from elsewhere. */
function moduleImports({ module }: ParseResult, text: string): readonly string[] {
  const reexports = module.staticExports.flatMap((statement) =>
    statement.entries.flatMap((entry) => (entry.moduleRequest === null ? [] : [entry.moduleRequest.value])),
  );
  const dynamic = module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const literal = /^(["'])([^"'\\]*)\1$/.exec(text.slice(start, end))?.[2];
    return literal === undefined ? [] : [literal];
  });
  return [...module.staticImports.map((statement) => statement.moduleRequest.value), ...reexports, ...dynamic];
}

/** Walking the whole tree is the dearest part, so it is left out where nothing can be found. */
function requiredBy(result: ParseResult, text: string, TreeVisitor: typeof Visitor): readonly string[] {
  const required: string[] = [];
  if (!text.includes("require(")) return required;
  const visitor = new TreeVisitor({
    CallExpression({ callee, arguments: [argument] }) {
      const requires = callee.type === "Identifier" && callee.name === "require";
      if (requires && argument?.type === "Literal" && typeof argument.value === "string") required.push(argument.value);
    },
  });
  visitor.visit(result.program);
  return required;
}

function symbolsOf(result: ParseResult, text: string): readonly SymbolFact[] {
  const source: SourceText = { text, comments: result.comments };
  const statements: readonly Node[] = result.program.body;
  const named = new Set(statements.flatMap(exportsOf));
  const declarations = statements
    .flatMap((statement) => declarationsOf(statement, source))
    .map((declaration) => ({ ...declaration, exported: declaration.exported || named.has(declaration.name) }));
  const exported = new Set(declarations.flatMap(({ name, exported: isExported }) => (isExported ? [name] : [])));
  const methods = statements
    .flatMap((statement) => methodsOf(statement, source))
    .map((method) => ({ ...method, exported: method.owner !== null && exported.has(method.owner) }));
  const lineOf = lineCounter(text);
  return [...declarations, ...methods].filter(isTold).map(({ start, end, name, kind, signature, exported: isExported }) => ({
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
