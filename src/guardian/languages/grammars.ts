// The grammars of other languages for ast-grep, loaded when a text of any of them is first to be parsed. It knows no
// fault and no rule.
import type { SgNode } from "@ast-grep/napi";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

interface Grammar {
  /** What the library calls it. */
  readonly symbol: string;
  /** What a pattern has for the `$` of its variables, where `$` is no letter of a name: it must be one. */
  readonly variable: string;
}

/** By the names of their packages. */
const grammars = {
  bash: { symbol: "tree_sitter_bash", variable: "$" },
  c: { symbol: "tree_sitter_c", variable: "_" },
  cpp: { symbol: "tree_sitter_cpp", variable: "_" },
  csharp: { symbol: "tree_sitter_c_sharp", variable: "µ" },
  go: { symbol: "tree_sitter_go", variable: "µ" },
  java: { symbol: "tree_sitter_java", variable: "$" },
  kotlin: { symbol: "tree_sitter_kotlin", variable: "µ" },
  php: { symbol: "tree_sitter_php", variable: "$" },
  python: { symbol: "tree_sitter_python", variable: "µ" },
  ruby: { symbol: "tree_sitter_ruby", variable: "µ" },
  rust: { symbol: "tree_sitter_rust", variable: "µ" },
} as const satisfies Readonly<Record<string, Grammar>>;

export type GrammarName = keyof typeof grammars | "html";

/**
 * The native side keeps one list for the whole process, which is closed when a grammar of it is first used. So all are
 * entered at once, which takes ten milliseconds, and once.
 */
const registered = once(registerAll);

/** The root of a text's syntax tree; null if the grammar is not installed, or not made for this machine. */
export async function parseTree(grammar: GrammarName, text: string): Promise<SgNode | null> {
  const parse = await parserOf(grammar);
  return parse === null ? null : parse(text);
}

/** For many texts, or for a text that may never have to be parsed. Null as above. */
export async function parserOf(grammar: GrammarName): Promise<((text: string) => SgNode) | null> {
  const { Lang, parse } = await import("@ast-grep/napi");
  if (grammar === "html") return (text) => parse(Lang.Html, text).root();
  return (await registered()).has(grammar) ? (text) => parse(grammar, text).root() : null;
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => (made ??= make());
}

async function registerAll(): Promise<ReadonlySet<string>> {
  const { parse, registerDynamicLanguage } = await import("@ast-grep/napi");
  const found: Parameters<typeof registerDynamicLanguage>[0] = {};
  for (const [name, { symbol, variable }] of Object.entries(grammars)) {
    const libraryPath = libraryOf(name);
    if (libraryPath !== null && canBeLoaded(libraryPath)) found[name] = { libraryPath, extensions: [], languageSymbol: symbol, expandoChar: variable };
  }
  registerDynamicLanguage(found);
  return new Set(Object.keys(found).filter((name) => answers(() => parse(name, ""))));
}

const systems: Readonly<Record<string, string>> = { darwin: "macOS", linux: "Linux", win32: "Windows" };

/** Found without loading the package, since some versions print when they are loaded. */
function libraryOf(name: string): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve(`@ast-grep/lang-${name}/package.json`);
    const machine = `prebuild-${systems[process.platform] ?? process.platform}-${process.arch.toUpperCase()}`;
    const library = join(dirname(manifest), "prebuilds", machine, "parser.so");
    return existsSync(library) ? library : null;
  } catch {
    // The packages are optional: they may not be installed.
    return null;
  }
}

/**
 * A library that cannot be opened (made for another C library, say) would end the whole process when it is registered.
 * Node and Bun open it first here: they then say that it is no module of theirs, and something else if it did not open.
 */
function canBeLoaded(libraryPath: string): boolean {
  try {
    process.dlopen({ exports: {} }, libraryPath);
    return true;
  } catch (error) {
    return error instanceof Error && /self-register|napi_register/.test(error.message);
  }
}

function answers(ask: () => unknown): boolean {
  try {
    ask();
    return true;
  } catch {
    return false;
  }
}
