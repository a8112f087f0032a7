// Reads Markdown, in which everything is right but for its front matter, which must be YAML.
import { onlyWithin, valid, type LanguageReading } from "./reading.ts";
import { readYaml } from "./yaml.ts";

/** Front matter stands between `---` in the first line and the next; a rule of dashes that text follows is none. */
export async function readMarkdown(text: string): Promise<LanguageReading> {
  const head = /^---[ \t]*\r?\n(?=[\w-]+:)/.exec(text);
  if (head === null) return valid;
  const end = /^---[ \t]*$/m.exec(text.slice(head[0].length));
  return end === null ? valid : readYaml(onlyWithin(text, head[0].length, head[0].length + end.index));
}
