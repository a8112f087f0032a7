// A function that is there already under another name or in another file: what should be called was written again.
import { posix } from "node:path";
import { placeAt } from "../finding.ts";
import { shapesOf, type Shape } from "../policy/function-shape.ts";
import type { ChangeRule, Problem, RuleChange, RuleFile } from "./rule.ts";

const one = `export function totalOf(items) {
  let sum = 0;
  for (const item of items) {
    if (item.price === null) continue;
    if (item.count > 10) sum += item.price * 0.9 * item.count;
    else sum += item.price * item.count;
  }
  if (sum < 0) throw new Error('below nothing');
  const rounded = Math.round(sum * 100) / 100;
  return rounded;
}
`;
const other = `export const priceOf = function (list) {
  let result = 0;
  for (const line of list) {
    if (line.price === null) continue;
    if (line.count > 10) result += line.price * 0.9 * line.count;
    else result += line.price * line.count;
  }
  if (result < 0) throw new Error('below nothing');
  const even = Math.round(result * 100) / 100;
  return even;
};
`;
const unlike = `export function totalOf(items) {
  let sum = 0;
  for (const item of items) {
    if (item.price === null) continue;
    if (item.count > 10) sum += item.price * 0.8 * item.count;
    else sum += item.price * item.count;
  }
  if (sum < 0) throw new Error('below nothing');
  const rounded = Math.round(sum * 100) / 100;
  return rounded;
}
`;

/** With fewer words, most files would have to be parsed. */
const wordsMin = 2;
const filesMax = 200;

export const copiedFunction: ChangeRule = {
  id: "policy/copied-function",
  kind: "change",
  valid: [
    { before: { "src/a.js": one, "src/b.js": "export const b = 1;\n" }, after: { "src/a.js": "export const a = 1;\n", "src/b.js": one } },
    { before: { "src/a.js": one }, after: { "src/b.js": unlike } },
    { before: { "src/a.js": one, "src/b.js": other }, after: { "src/b.js": `${other}export const b = 1;\n` } },
    { before: { "src/a.js": "export const f = (x) => x.y;" }, after: { "src/b.js": "export const g = (z) => z.y;" } },
  ],
  invalid: [
    { before: { "src/a.js": one }, after: { "src/b.js": other } },
    { before: { "src/a.js": one }, after: { "src/a.js": one + other } },
  ],
  async compare(change) {
    const now = new Map<string, { file: RuleFile; found: Shape }[]>();
    const texts = new Map(change.before.map(({ path, text }) => [path, text]));
    let hasNew = false;
    for (const file of change.after) {
      if (file.isTest) continue;
      for (const found of shapesOf(file)) {
        now.set(found.shape, [...(now.get(found.shape) ?? []), { file, found }]);
        hasNew ||= isNew(file, found, texts.get(file.path) ?? "");
      }
    }
    // Where every function stands as it stood, what was before need not be looked at.
    if (!hasNew) return [];
    const before = new Map<string, number>();
    for (const { shape } of change.before.flatMap(shapesOf)) before.set(shape, (before.get(shape) ?? 0) + 1);
    const problems: Problem[] = [];
    for (const [shape, places] of now) {
      const known = before.get(shape) ?? 0;
      // The first that the change has more than before; moved ones are as many as they were.
      if (places.length <= known) continue;
      for (const { file, found } of places.slice(known)) {
        const earlier = places.slice(0, places.findIndex((place) => place.found === found));
        const first = earlier.find((place) => !areTwins(place.file.path, file.path));
        if (found.name === null || (first === undefined && (known > 0 || earlier.length > 0))) continue;
        const elsewhere = first === undefined ? await around(file, found, change) : placeOf(first.file, first.found);
        if (elsewhere !== null) problems.push(problemOf(file, found, elsewhere));
      }
    }
    return problems;
  },
};

/** Word for word; one that stands there twice may be a copy. */
function isNew({ text }: RuleFile, { node }: Shape, before: string): boolean {
  const words = text.slice(node.start, node.end);
  return !before.includes(words) || text.indexOf(words) !== text.lastIndexOf(words);
}

/** One source in two forms: for `import` and for `require`, say. */
function areTwins(left: string, right: string): boolean {
  return left !== right && posix.basename(left).split(".")[0] === posix.basename(right).split(".")[0];
}

/** Only a file that has all words of the function is worth parsing. */
async function around(file: RuleFile, found: Shape, { surroundings }: RuleChange): Promise<string | null> {
  if (found.words.length < wordsMin) return null;
  for (const path of (await surroundings.near(file.path)).slice(0, filesMax)) {
    if (areTwins(path, file.path)) continue;
    const text = await surroundings.text(path);
    if (!found.words.every((word) => text.includes(word))) continue;
    const near = await surroundings.file(path);
    const same = near.isTest ? undefined : shapesOf(near).find(({ shape }) => shape === found.shape);
    if (same !== undefined) return placeOf(near, same);
  }
  return null;
}

function placeOf({ path, text }: RuleFile, { name, node }: Shape): string {
  return `${name === null ? "the function" : `"${name}"`} in ${path}:${placeAt(text, node.start).line}`;
}

function problemOf({ path, text }: RuleFile, { name, node }: Shape, place: string): Problem {
  return {
    file: path,
    offset: node.start,
    key: text.slice(node.start, node.end),
    message: `${name === null ? "This function" : `"${name}"`} does the same as ${place}. Use that one, and delete this.`,
  };
}
