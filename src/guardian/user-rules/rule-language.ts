// The languages that a user's rule may name: those that the matcher's parser brings, and those whose grammars are
// installed beside it. It knows no rule.
import { languageOf } from "../languages/language.ts";
import { parserOf, type GrammarName } from "../languages/grammars.ts";

export interface RuleLanguage {
  /** As the matcher's parser calls it. */
  readonly name: string;
  readonly matches: (path: string) => boolean;
}

const built: readonly (readonly [names: RegExp, language: string, paths: RegExp])[] = [
  [/^(?:typescript|ts)$/i, "TypeScript", /\.[cm]?ts$/i],
  [/^tsx$/i, "Tsx", /\.tsx$/i],
  [/^(?:javascript|js|jsx)$/i, "JavaScript", /\.(?:[cm]?js|jsx)$/i],
  [/^html$/i, "Html", /\.x?html?$/i],
  [/^css$/i, "Css", /\.css$/i],
];

const installed: readonly (readonly [names: RegExp, grammar: GrammarName])[] = [
  [/^(?:python|py)$/i, "python"],
  [/^(?:go|golang)$/i, "go"],
  [/^(?:rust|rs)$/i, "rust"],
  [/^java$/i, "java"],
  [/^c$/i, "c"],
  [/^(?:c\+\+|cpp|cc|cxx)$/i, "cpp"],
  [/^(?:c#|csharp|cs)$/i, "csharp"],
  [/^(?:ruby|rb)$/i, "ruby"],
  [/^php$/i, "php"],
  [/^(?:kotlin|kt)$/i, "kotlin"],
  [/^(?:bash|sh|shell)$/i, "bash"],
];

/** What keeps a language from being named, to be put behind its name, where its parser is not there. */
export async function ruleLanguage(named: string): Promise<RuleLanguage | { readonly missing: string }> {
  const own = built.find(([names]) => names.test(named));
  if (own !== undefined) {
    const [, name, paths] = own;
    return { name, matches: (path) => paths.test(path) };
  }
  const [, grammar] = installed.find(([names]) => names.test(named)) ?? [];
  if (grammar === undefined) return { missing: "has no parser here" };
  if ((await parserOf(grammar)) === null) return { missing: `needs @ast-grep/lang-${grammar}, which is not installed for this machine` };
  return { name: grammar, matches: (path) => isReadBy(grammar, path) };
}

function isReadBy(grammar: GrammarName, path: string): boolean {
  const language = languageOf(path);
  return language?.reader === "grammar" && language.grammar === grammar;
}
