// An estimate of how deep a parser would have to go into a text. The native parsers recurse and overflow the stack of
// the whole process on texts like `((((…`, which models that fall into a loop do write; so this is asked first. It
// knows no language: strings and comments are counted as if they were code, which errs on the careful side for all but
// texts made to deceive it.

export interface Nesting {
  /** Brackets of all kinds open at once. */
  readonly brackets: number;
  /** Estimate of the stack needed, in eighths of a bracket: chains such as `a ? b : c ? d : …` recurse as well. */
  readonly load: number;
}

/** On a stack of 2 MiB the parser survives about 950 levels of its dearest construct; slots may be judged on 4 MiB. */
export const bracketsMax = 400;
export const loadMax = 6400;

const bracketLoad = 8;
const closers: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
/** What one operator adds, measured against a bracket. */
const operatorLoad: Readonly<Record<string, number>> = {
  "?": 4,
  "`": 4,
  "!": 1,
  "~": 1,
  "+": 1,
  "-": 1,
  ".": 1,
  "*": 1,
  "/": 1,
  "%": 1,
  "&": 1,
  "|": 1,
  "^": 1,
  "=": 1,
};
const repeatable = new Set(["!", "~", "?", ">"]);
const interesting = /[()[\]{};,?>`!~+\-.*/%&|^=<]/g;

interface Level {
  readonly opener: string;
  load: number;
}

export function measureNesting(text: string): Nesting {
  const levels: Level[] = [{ opener: "", load: 0 }];
  let load = 0;
  let mostLoad = 0;
  let brackets = 0;
  const add = (amount: number): void => {
    const level = levels.at(-1);
    if (level === undefined) return;
    // Closing tags may not take away what other levels added.
    const change = Math.max(amount, -level.load);
    level.load += change;
    load += change;
  };
  for (const match of text.matchAll(interesting)) {
    const character = match[0];
    const opener = closers[character];
    if (character === "(" || character === "[" || character === "{") {
      levels.push({ opener: character, load: 0 });
      load += bracketLoad;
    } else if (opener !== undefined) {
      const at = levels.findLastIndex((level) => level.opener === opener);
      if (at > 0) for (const level of levels.splice(at)) load -= level.load + bracketLoad;
      if (character === ")") add(4);
      if (character === "}" && endsStatement(text, match.index)) add(-Infinity);
    } else if (character === ";" || character === ",") {
      add(-Infinity);
    } else if (character === "<") {
      add(tagLoad(text, match.index));
    } else if (repeatable.has(character) || text[match.index - 1] !== character) {
      add(character === ">" ? arrowOrTagEnd(text, match.index) : (operatorLoad[character] ?? 0));
    }
    if (levels.length - 1 > brackets) brackets = levels.length - 1;
    if (load > mostLoad) mostLoad = load;
  }
  return { brackets, load: mostLoad };
}

/** `}` ends what it belongs to, unless something goes on behind it, as in `} else` and `}).then`. */
function endsStatement(text: string, at: number): boolean {
  const next = /\S/g;
  next.lastIndex = at + 1;
  const found = next.exec(text);
  if (found === null || found[0] === "}") return true;
  return /[\w$@]/.test(found[0]) && !text.startsWith("else", found.index);
}

/** `<a>` and `A<` open something; `</a>` closes it; `a < b` compares. */
function tagLoad(text: string, at: number): number {
  const next = text[at + 1] ?? "";
  if (next === "/") return -bracketLoad;
  return /[\s=<]/.test(next) ? 1 : bracketLoad;
}

function arrowOrTagEnd(text: string, at: number): number {
  const before = text[at - 1];
  if (before === "=") return 4;
  return before === "/" ? -bracketLoad : 0;
}

/** Why a text must not be given to a native parser, or null. */
export function nestingProblem(text: string): string | null {
  const { brackets, load } = measureNesting(text);
  if (brackets > bracketsMax) return `has ${brackets} brackets open at once; at most ${bracketsMax} can be checked`;
  if (load > loadMax) return "chains more operators in one expression than can be checked";
  return null;
}
