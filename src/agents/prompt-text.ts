// Pieces of prompts: fences that hold whatever is in them, lists, and cuts at bounds. It knows nothing of roles.

/** Untrusted text as a block that nothing within can end: the fence is longer than any run of backticks inside. */
export function fenced(text: string, language = ""): string {
  let longest = 2;
  for (const run of text.matchAll(/`+/g)) longest = Math.max(longest, run[0].length);
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}${text.endsWith("\n") ? "" : "\n"}${fence}`;
}

/** On one line: what it says can neither begin a section nor open a fence. */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, " ").trim();
}

export function cutChars(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  return `${text.slice(0, charsMax - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${oneLine(item)}`).join("\n");
}

/** Several lines of instruction, set in, so that none reads as a heading or a fence of the prompt. */
export function indented(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `    ${line}`)
    .join("\n");
}

/** The first items, and how many more there are. */
export function firstOf(items: readonly string[], itemsMax: number): readonly string[] {
  return items.length <= itemsMax ? items : [...items.slice(0, itemsMax), `(and ${items.length - itemsMax} more)`];
}

/** The first whole lines that fit, and a line that says how many do not; never more than `bytesMax` bytes. */
export function cutLines(text: string, bytesMax: number): string {
  if (Buffer.byteLength(text) <= bytesMax) return text;
  const lines = text.split("\n");
  const noteBytes = 40;
  let bytes = noteBytes;
  let kept = 0;
  for (const line of lines) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > bytesMax) break;
    kept += 1;
  }
  return [...lines.slice(0, kept), `(cut: ${lines.length - kept} more lines)`].join("\n");
}

/** Headed parts, one empty line between them; those without a body are left out. */
export function sections(parts: readonly (readonly [heading: string, body: string])[]): string {
  return parts
    .filter(([, body]) => body !== "")
    .map(([heading, body]) => (heading === "" ? body : `# ${heading}\n${body}`))
    .join("\n\n");
}
