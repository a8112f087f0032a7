// Which language a path is written in, who reads it, and how far the reader's word is to be trusted. Shares of false
// errors were measured on real files; docs/design/grammars-are-compared.md has them.
import type { GrammarName } from "./grammars.ts";

export type Trust = "error" | "warning";

export interface GrammarLanguage {
  readonly reader: "grammar";
  readonly name: string;
  readonly grammar: GrammarName;
  /** What a bracket without its partner is, and what anything else is that the grammar stumbles over. */
  readonly brackets: Trust;
  readonly tokens: Trust;
}

export interface ParsedLanguage {
  readonly reader: "toml" | "yaml" | "css" | "markdown" | "vue" | "svelte";
  readonly name: string;
}

export type Language = GrammarLanguage | ParsedLanguage;

const grammar = (name: string, of: GrammarName, brackets: Trust = "error", tokens: Trust = brackets): GrammarLanguage => ({
  reader: "grammar",
  name,
  grammar: of,
  brackets,
  tokens,
});

const languages: readonly (readonly [RegExp, Language])[] = [
  [/\.pyi?$/i, grammar("Python", "python")],
  [/\.go$/i, grammar("Go", "go")],
  [/\.rs$/i, grammar("Rust", "rust")],
  [/\.java$/i, grammar("Java", "java")],
  [/\.c$/i, grammar("C", "c", "error", "warning")],
  [/\.(?:h|hh|hpp|hxx|cc|cpp|cxx)$/i, grammar("C++", "cpp", "error", "warning")],
  [/\.cs$/i, grammar("C#", "csharp", "error", "warning")],
  [/\.(?:rb|rake|gemspec)$|(?:^|\/)(?:Gemfile|Rakefile)$/i, grammar("Ruby", "ruby")],
  [/\.php$/i, grammar("PHP", "php")],
  [/\.kts?$/i, grammar("Kotlin", "kotlin", "warning")],
  [/\.(?:sh|bash)$/i, grammar("Bash", "bash", "warning")],
  [/\.x?html?$/i, grammar("HTML", "html", "warning")],
  [/\.toml$|(?:^|\/)(?:Cargo\.lock|Pipfile|poetry\.lock|uv\.lock|pdm\.lock)$/i, { reader: "toml", name: "TOML" }],
  [/\.ya?ml$/i, { reader: "yaml", name: "YAML" }],
  [/\.css$/i, { reader: "css", name: "CSS" }],
  [/\.(?:md|markdown)$/i, { reader: "markdown", name: "Markdown" }],
  [/\.vue$/i, { reader: "vue", name: "Vue" }],
  [/\.svelte$/i, { reader: "svelte", name: "Svelte" }],
];

/** Null for JavaScript, TypeScript and JSON, which have parsers of their own, and for what is not known. */
export function languageOf(path: string): Language | null {
  return languages.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}
