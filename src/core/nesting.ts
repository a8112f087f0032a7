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
const repeatable = new Set(["!", "~", "?"]);
interface Level {
  readonly opener: string;
  /** Operators since the last end of an expression. */
  chain: number;
  /** Branches since the last statement that had none: `else` nests across semicolons. */
  branches: number;
}

/** Stops as soon as a limit is passed: what comes then does not matter. */
export function measureNesting(text: string): Nesting {
  const levels: Level[] = [];
  let level: Level = { opener: "", chain: 0, branches: 0 };
  let load = 0;
  let most: Nesting = { brackets: 0, load: 0 };
  const chain = (amount: number): void => {
    // Closing tags may not take away what other levels added.
    const change = Math.max(amount, -level.chain);
    level.chain += change;
    load += change;
  };
  const endStatement = (): void => {
    chain(-Infinity);
    load -= level.branches;
    level.branches = 0;
  };
  const close = (opener: string): void => {
    if (!levels.some((outer) => outer.opener === opener) && level.opener !== opener) return;
    for (let closed = ""; closed !== opener && levels.length > 0; ) {
      closed = level.opener;
      load -= level.chain + level.branches + bracketLoad;
      level = levels.pop() ?? level;
    }
  };
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    // Most of any text; a word matters only if it is `else`.
    if (code === 32 || code > 126 || (code !== 101 && isWord(code))) continue;
    const token = text.charAt(index);
    const opener = closers[token];
    if (token === "(" || token === "[" || token === "{") {
      levels.push(level);
      level = { opener: token, chain: 0, branches: 0 };
      load += bracketLoad;
    } else if (opener !== undefined) {
      close(opener);
      if (token === ")") chain(4);
      if (token === "}" && endsStatement(text, index)) endStatement();
    } else if (token === "e") {
      if (!isElse(text, index)) continue;
      level.branches += 4;
      load += 4;
    } else if (token === ";" && !goesOn(text, index)) endStatement();
    else if (token === ";" || token === "," || (token === "\n" && endsLine(text, index))) chain(-Infinity);
    else chain(loadOf(token, text, index));
    if (levels.length > most.brackets || load > most.load) {
      most = { brackets: Math.max(levels.length, most.brackets), load: Math.max(load, most.load) };
      if (most.brackets > bracketsMax || most.load > loadMax) return most;
    }
  }
  return most;
}

function loadOf(token: string, text: string, at: number): number {
  if (token === "<") return tagLoad(text, at);
  if (token === ">") return arrowOrTagEnd(text, at);
  return repeatable.has(token) || text[at - 1] !== token ? (operatorLoad[token] ?? 0) : 0;
}

/** Where the next character stands that is no space. */
function nextAt(text: string, at: number): number {
  let next = at + 1;
  while (text.charCodeAt(next) <= 32) next += 1;
  return next;
}

function isElse(text: string, at: number): boolean {
  return text.startsWith("else", at) && !isWord(text.charCodeAt(at - 1)) && !isWord(text.charCodeAt(at + 4));
}

/** A letter, a digit, `_` or `$`. */
function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36;
}

function goesOn(text: string, at: number): boolean {
  return isElse(text, nextAt(text, at));
}

/** `}` ends what it belongs to, unless something goes on behind it, as in `} else` and `}).then`. */
function endsStatement(text: string, at: number): boolean {
  const next = nextAt(text, at);
  if (next >= text.length || text[next] === "}") return true;
  return (isWord(text.charCodeAt(next)) || text[next] === "@") && !isElse(text, next);
}

const continues = /^(?:else|if|for|while|do|with|in|of|instanceof|as|satisfies|extends)\b/;

/** Whether a statement may end at this line break, as in code without semicolons, or a comment does. */
function endsLine(text: string, at: number): boolean {
  const last = text[at - 1] === "\r" ? at - 2 : at - 1;
  if (text[last] === "/" && text[last - 1] === "*") return true;
  if (!isWord(text.charCodeAt(last)) && !")]'\"`".includes(text.charAt(last) || " ")) return false;
  const next = nextAt(text, at);
  if (!isWord(text.charCodeAt(next)) && !"@'\"".includes(text.charAt(next) || " ")) return false;
  return !continues.test(text.slice(next, next + 12));
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
  if (brackets > bracketsMax) return `has more than ${bracketsMax} brackets open at once`;
  if (load > loadMax) return "chains more operators in one expression than can be checked";
  return null;
}
