// Writes JSON as weak models do, for tests: each liberty is taken or not as `choose` says.

/** A whole number in [0, below). */
export type Choose = (below: number) => number;

/** Takes its decisions from a list, again and again. */
export function chooser(decisions: readonly number[]): Choose {
  let at = 0;
  return (below) => {
    const decision = decisions[at % Math.max(1, decisions.length)] ?? 0;
    at += 1;
    return decision % below;
  };
}

const blanks = ["", "", "", " ", "\n", "\r\n\t", " // a \"comment\" {\n", " /* and [ 'another' */ ", " # python's\n"];
const quotes = ['"', '"', '"', "'", "`", "“"];
const wordsByValue: ReadonlyMap<unknown, readonly string[]> = new Map<unknown, readonly string[]>([
  [true, ["true", "True"]],
  [false, ["false", "False"]],
  [null, ["null", "None", "undefined"]],
]);

export function mangle(value: unknown, choose: Choose): string {
  if (typeof value === "string") return mangleString(value, choose, choose(2) === 0);
  if (Array.isArray(value)) {
    const items = value.map((item) => ({ text: mangle(item, choose), quoted: typeof item === "string" }));
    return `[${joinMembers(items, choose)}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, held]) => {
      const bare = /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && choose(2) === 0;
      const name = bare ? key : mangleString(key, choose, false);
      return { text: `${name}${blank(choose)}:${blank(choose)}${mangle(held, choose)}`, quoted: !bare };
    });
    return `{${joinMembers(members, choose)}}`;
  }
  const words = wordsByValue.get(value) ?? [JSON.stringify(value)];
  return words[choose(words.length)] ?? "";
}

function joinMembers(members: readonly { readonly text: string; readonly quoted: boolean }[], choose: Choose): string {
  const parts = members.map(({ text }, index) => {
    const next = members[index + 1];
    if (next === undefined) return `${text}${blank(choose)}${choose(3) === 0 ? "," : ""}`;
    return next.quoted && choose(5) === 0 ? `${text}\n` : `${text}${blank(choose)},${blank(choose)}`;
  });
  return `${blank(choose)}${parts.join("")}${members.length === 0 ? "" : blank(choose)}`;
}

function blank(choose: Choose): string {
  return blanks[choose(blanks.length)] ?? "";
}

function mangleString(text: string, choose: Choose, rawNewlines: boolean): string {
  const quote = quotes[choose(quotes.length)] ?? '"';
  const body = JSON.stringify(text).slice(1, -1).replace(/\\n/g, (escape, at, all) => (rawNewlines && !isEscaped(all, at) ? "\n" : escape));
  if (quote === '"') return `"${body}"`;
  const plain = body.replace(/\\"/g, '"');
  if (quote === "“") return `“${plain.replace(/[“”]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)}”`;
  return quote + plain.replaceAll(quote, `\\${quote}`) + quote;
}

/** Whether the backslash at `at` is itself the second of a pair. */
function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charAt(at - 1 - backslashes) === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}
