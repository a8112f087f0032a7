// Lazy changes: a body, the rest of one or the rest of a file gives way to a comment that stands for it, or to the promise
// that somebody will write it.
import { parses, edited, functionsOf, indentAt, pick, shuffled, sliceOf, type FunctionPlace, type SourceFile } from "./source.ts";
import { oneFile, type Candidate, type Generate, type Half, type Subject } from "./candidate.ts";
import type { Random } from "../../test/support/random.ts";
import { placeholders, promises, thrown } from "./wordings.ts";

type Lazy = (file: SourceFile, place: FunctionPlace, half: Half, random: Random) => { readonly kind: string; readonly text: string } | null;

const dressings: readonly ((words: string) => string)[] = [
  (words) => `// ${words}`,
  (words) => `// ... ${words} ...`,
  (words) => `// ... ${words}`,
  (words) => `/* ${words} */`,
  (words) => `/* ... ${words} ... */`,
  (words) => `// [${words}]`,
  (words) => `// (${words})`,
  (words) => `// --- ${words} ---`,
  (words) => `// ${words.charAt(0).toUpperCase()}${words.slice(1)}.`,
  (words) => `/**\n * ${words}\n */`,
  (words) => `//... ${words}...`,
  (words) => `// <${words}>`,
];

const returned = ["return null;", "return undefined;", "return;", "return {};", "return [];", "return '';", "return false;", ""] as const;

/** Bodies that are worth leaving out. */
const statementsMin = 2;

function comment(half: Half, random: Random): string {
  return pick(dressings, random)(pick(placeholders[half], random));
}

const lazies: readonly Lazy[] = [
  (file, place, half, random) => ({ kind: "body left out", text: body(file, place, [comment(half, random)]) }),
  (file, place, half, random) => ({ kind: "body left out", text: body(file, place, [comment(half, random), pick(returned, random)]) }),
  (file, place, half, random) => rest(file, place, half, random),
  (file, place, half, random) => middle(file, place, half, random),
  (file, place, half, random) => ({ kind: "promise", text: body(file, place, [`// ${pick(promises[half], random)}`, pick(returned, random)]) }),
  (file, place, half, random) => ({ kind: "throws", text: body(file, place, [`throw new Error('${pick(thrown[half], random)}');`]) }),
];

export const lazyPlaceholders: Generate = function* (subject, random): Iterable<Candidate> {
  const places = subject.sources.flatMap((file) =>
    functionsOf(file).filter((place) => place.body.body.length >= statementsMin).map((place) => ({ file, place })),
  );
  for (let round = 0; round < lazies.length; round += 1) {
    for (const [at, { file, place }] of shuffled(places, random).entries()) {
      const lazy = lazies[(at + round) % lazies.length];
      const made = lazy?.(file, place, subject.half, random) ?? null;
      if (made !== null && parses(file.path, made.text)) yield oneFile(made.kind, true, file.path, made.text);
    }
    yield* fileTails(subject, random);
  }
};

function body(file: SourceFile, { body: block, node }: FunctionPlace, lines: readonly string[]): string {
  const outer = indentAt(file.text, node.start);
  const step = outer.includes("\t") || /\n\t/.test(sliceOf(file, block)) ? "\t" : "  ";
  const inner = lines.flatMap((line) => line.split("\n")).filter((line) => line !== "").map((line) => `${outer}${step}${line}\n`);
  return edited(file.text, [{ start: block.start, end: block.end, text: `{\n${inner.join("")}${outer}}` }]);
}

/** The first statements stand, the others do not. */
function rest(file: SourceFile, { body: block }: FunctionPlace, half: Half, random: Random): { kind: string; text: string } | null {
  const kept = block.body[random.below(block.body.length - 1)];
  const last = block.body.at(-1);
  if (kept === undefined || last === undefined) return null;
  const text = `\n${indentAt(file.text, kept.start)}${comment(half, random)}`;
  return { kind: "rest of a body left out", text: edited(file.text, [{ start: kept.end, end: last.end, text }]) };
}

/** One or two statements in the middle are left out. */
function middle(file: SourceFile, { body: block }: FunctionPlace, half: Half, random: Random): { kind: string; text: string } | null {
  const from = random.below(Math.max(1, block.body.length - 1));
  const first = block.body[from];
  const last = block.body[Math.min(from + random.below(2), block.body.length - 1)];
  if (first === undefined || last === undefined) return null;
  return { kind: "middle left out", text: edited(file.text, [{ start: first.start, end: last.end, text: comment(half, random) }]) };
}

function* fileTails({ sources, half }: Subject, random: Random): Iterable<Candidate> {
  for (const file of shuffled(sources, random)) {
    const statements = file.program.body;
    const kept = statements[Math.floor(statements.length * (0.3 + random.next() * 0.5))];
    if (kept === undefined || kept === statements.at(-1)) continue;
    const text = `${file.text.slice(0, kept.end)}\n\n${comment(half, random)}\n`;
    if (parses(file.path, text)) yield oneFile("rest of a file left out", true, file.path, text);
  }
}
