// Says where a text stops being JSON. The parsers of Node and Bun word that differently or not at all, so this looks
// for the place again; only for texts that they have refused.

const literal = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const closers: Readonly<Record<string, string>> = { "[": "]", "{": "}" };

/** What may come next. `first`: the bracket just opened may be closed as well. */
type Expected = "value" | "first value" | "key" | "first key" | "colon" | "comma or end";

/** As in `line 3, column 14, at "} ]"`. Lines and columns count from 1. */
export function jsonErrorPlace(text: string): string {
  const at = errorOffset(text);
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = at - before.lastIndexOf("\n");
  const rest = text.slice(at, at + 20);
  return `line ${line}, column ${column}, ${rest === "" ? "at the end of the text" : `at ${JSON.stringify(rest)}`}`;
}

function errorOffset(text: string): number {
  const open: string[] = [];
  let expected: Expected | null = "value";
  let at = 0;
  for (;;) {
    while (" \t\n\r".includes(text.charAt(at)) && at < text.length) at += 1;
    const character = text.charAt(at);
    let end = at + 1;
    if (character === '"') {
      const string = readString(text, at);
      if (!string.closed) return string.end;
      end = string.end;
    } else if (!"[]{},:".includes(character) || character === "") {
      literal.lastIndex = at;
      if (!literal.test(text)) return at;
      end = literal.lastIndex;
    }
    expected = afterToken(expected, character, open);
    if (expected === null) return at;
    at = end;
  }
}

/** The end of the string that begins at `start`, or the character that spoils it. */
function readString(text: string, start: number): { readonly end: number; readonly closed: boolean } {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { end: at + 1, closed: true };
    if (code < 0x20) break;
    if (code === 0x5c) {
      escape.lastIndex = at;
      if (!escape.test(text)) break;
      at = escape.lastIndex;
    } else {
      at += 1;
    }
  }
  return { end: at, closed: false };
}

/** What is expected after a token that begins with `character`, keeping the open brackets; null if it may not stand. */
function afterToken(expected: Expected, character: string, open: string[]): Expected | null {
  const inside = open.at(-1) ?? "";
  if (character === "]" || character === "}") {
    const early = character === "]" ? "first value" : "first key";
    if (closers[inside] !== character || (expected !== "comma or end" && expected !== early)) return null;
    open.pop();
    return "comma or end";
  }
  switch (expected) {
    case "comma or end":
      if (character !== "," || inside === "") return null;
      return inside === "{" ? "key" : "value";
    case "colon":
      return character === ":" ? "value" : null;
    case "key":
    case "first key":
      return character === '"' ? "colon" : null;
    default:
      if (character === "," || character === ":") return null;
      if (character !== "{" && character !== "[") return "comma or end";
      open.push(character);
      return character === "{" ? "first key" : "first value";
  }
}
