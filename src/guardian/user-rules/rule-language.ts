// The languages that a user's rule may name, and the one place where more of them are brought in. It knows no rule.

export interface RuleLanguage {
  /** As the matcher's parser calls it. */
  readonly name: string;
  readonly matches: (path: string) => boolean;
}

const known: readonly (readonly [names: RegExp, language: string, paths: RegExp])[] = [
  [/^(?:typescript|ts)$/i, "TypeScript", /\.[cm]?ts$/i],
  [/^tsx$/i, "Tsx", /\.tsx$/i],
  [/^(?:javascript|js|jsx)$/i, "JavaScript", /\.(?:[cm]?js|jsx)$/i],
  [/^html$/i, "Html", /\.x?html?$/i],
  [/^css$/i, "Css", /\.css$/i],
];

/** Null for a language whose parser is not there. Parsers that are registered at run time belong into this answer. */
export async function ruleLanguage(named: string): Promise<RuleLanguage | null> {
  const found = known.find(([names]) => names.test(named));
  if (found === undefined) return null;
  const [, name, paths] = found;
  return { name, matches: (path) => paths.test(path) };
}
