// Damage to the text itself: cut off, brackets lost, merge markers, and what clings to code that was copied out of a chat.
import type { Random } from "../../test/support/random.ts";
import { oneFile, type Candidate, type Generate } from "./candidate.ts";
import { functionsOf, parses, pick, shuffled } from "./source.ts";

type Damage = readonly [kind: string, damage: (text: string, random: Random) => string];

const damages: readonly Damage[] = [
  ["cut off", (text, random) => text.slice(0, Math.floor(text.length * (0.2 + random.next() * 0.7)))],
  ["cut off at a line", (text, random) => {
    const lines = text.split("\n");
    return `${lines.slice(0, Math.floor(lines.length * (0.2 + random.next() * 0.7))).join("\n")}\n`;
  }],
  ["bracket lost", (text, random) => without(text, /[)}\]]/g, random)],
  ["bracket lost", (text, random) => without(text, /[({[]/g, random)],
  ["bracket too many", (text, random) => `${text.trimEnd()}\n${pick(["}", "})", "});", "]", ")"], random)}\n`],
  ["quote lost", (text, random) => without(text, /["'`]/g, random)],
  ["merge markers", (text, random) => {
    const lines = text.split("\n");
    const at = random.below(lines.length - 2);
    const ours = lines.slice(at, at + 2);
    return [...lines.slice(0, at), "<<<<<<< HEAD", ...ours, "=======", ...ours, ">>>>>>> theirs", ...lines.slice(at + 2)].join("\n");
  }],
  ["merge marker left", (text, random) => {
    const lines = text.split("\n");
    lines.splice(random.below(lines.length), 0, pick(["=======", ">>>>>>> main", "<<<<<<< ours"], random));
    return lines.join("\n");
  }],
  ["fence", (text, random) => `\`\`\`${pick(["js", "javascript", "ts", ""], random)}\n${text.trimEnd()}\n\`\`\`\n`],
  ["chat", (text, random) => `${pick(["Here is the updated file:", "Sure! Here's the full code:", "The file now reads:"], random)}\n\n${text}`],
  ["diff signs", (text, random) => {
    const lines = text.split("\n");
    const at = random.below(Math.max(1, lines.length - 6));
    return lines.map((line, index) => (index >= at && index < at + 6 ? `${index % 2 === 0 ? "+" : "-"}${line}` : line)).join("\n");
  }],
  ["line numbers", (text) => text.split("\n").map((line, index) => `${String(index + 1).padStart(5)}| ${line}`).join("\n")],
  ["escaped line ends", (text) => text.replaceAll("\n", "\\n")],
  ["empty", () => ""],
];

export const syntaxDamage: Generate = function* (subject, random): Iterable<Candidate> {
  const files = subject.sources.filter((file) => functionsOf(file).length > 0);
  for (let round = 0; round < 40; round += 1) {
    const order = shuffled(damages, random);
    for (const [at, file] of shuffled(files, random).entries()) {
      const [kind, damage] = order[(at + round) % order.length] ?? pick(damages, random);
      const text = damage(file.text, random);
      if (text !== file.text) yield oneFile(kind, !parses(file.path, text), file.path, text);
    }
  }
};

/** One of the signs is gone; comments and texts have signs too, so the suite decides where it still parses. */
function without(text: string, sign: RegExp, random: Random): string {
  const places = [...text.matchAll(sign)].map(({ index }) => index);
  if (places.length === 0) return text;
  const at = pick(places, random);
  return text.slice(0, at) + text.slice(at + 1);
}
