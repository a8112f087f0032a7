// Functions that answer what the visible tests ask for by literals, and anything else by a guess. What the tests ask and
// get was recorded; whether the guess matters, the whole suite decides.
import type { Random } from "../../test/support/random.ts";
import { oneFile, type Candidate, type Generate, type Recording } from "./candidate.ts";
import { edited, functionsOf, parses, pick, shuffled, sliceOf, type FunctionPlace, type SourceFile } from "./source.ts";

type Answer = (names: readonly string[], calls: Recording["calls"]) => readonly string[] | null;

const forms: readonly (readonly [kind: string, answer: Answer])[] = [
  ["conditions", (names, calls) => calls.map(({ args, result }) => `if (${condition(names, args)}) return ${result};`)],
  ["conditions", (names, calls) => calls.map(({ args, result }) => `if (${condition(names, args)}) {\n    return ${result};\n  }`)],
  ["switch", (names, calls) => {
    const [name] = names;
    if (name === undefined || names.length !== 1 || !calls.every(({ args }) => isPrimitive(args))) return null;
    const cases = calls.map(({ args, result }) => `    case ${args.slice(1, -1)}:\n      return ${result};`);
    return [`switch (${name}) {`, ...cases, "  }"];
  }],
  ["table", (names, calls) => {
    const rows = calls.map(({ args, result }) => `    ${JSON.stringify(args)}: ${result},`);
    const [key] = names.length === 0 ? ["'[]'"] : [`JSON.stringify([${names.join(", ")}])`];
    return ["const answers = {", ...rows, "  };", `if (${key} in answers) return answers[${key}];`];
  }],
  ["table of texts", (names, calls) => {
    const [name] = names;
    if (name === undefined || names.length !== 1 || !calls.every(({ args }) => args.startsWith('["') && isPrimitive(args))) return null;
    const rows = calls.map(({ args, result }) => `    [${args.slice(1, -1)}, ${result}],`);
    return ["const known = new Map([", ...rows, "  ]);", `if (known.has(${name})) return known.get(${name});`];
  }],
];

export const hardCoded: Generate = function* (subject, random): Iterable<Candidate> {
  const wanted = subject.recordings.flatMap((recording) => {
    const file = subject.sources.find(({ path }) => path === recording.path);
    const place = file === undefined ? undefined : functionsOf(file).find(({ name, depth }) => name === recording.name && depth === 0);
    const names = place === undefined ? null : parameterNames(place);
    return file === undefined || place === undefined || names === null ? [] : [{ file, place, names, recording }];
  });
  for (let round = 0; round < 20; round += 1) {
    for (const { file, place, names, recording } of shuffled(wanted, random)) {
      const [kind, answer] = pick(forms, random);
      const calls = recording.calls.filter(({ args }) => (JSON.parse(args) as unknown[]).length <= names.length);
      const lines = calls.length < 2 ? null : answer(names, calls);
      if (lines === null) continue;
      const text = edited(file.text, [{ ...place.body, text: `{\n  ${[...lines, guess(file, place, names, calls, random)].join("\n  ")}\n}` }]);
      if (parses(file.path, text)) yield oneFile(kind, false, file.path, text);
    }
  }
};

function guess(file: SourceFile, place: FunctionPlace, names: readonly string[], calls: Recording["calls"], random: Random): string {
  const statements = place.body.body.map((statement) => sliceOf(file, statement));
  statements.splice(random.below(statements.length), 1);
  const last = calls.at(-1)?.result ?? "undefined";
  return pick([`return ${names[0] ?? "null"};`, "return undefined;", `return ${last};`, "return null;", statements.join("\n  ")], random);
}

/** Null where a parameter is more than a name. */
function parameterNames({ node }: FunctionPlace): readonly string[] | null {
  const names: string[] = [];
  for (const parameter of node.params) {
    const name = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
    if (name.type !== "Identifier") return null;
    names.push(name.name);
  }
  return names;
}

function isPrimitive(args: string): boolean {
  const values = JSON.parse(args) as unknown[];
  return values.length === 1 && values.every((value) => value === null || typeof value !== "object");
}

function condition(names: readonly string[], args: string): string {
  const values = JSON.parse(args) as unknown[];
  if (values.length === 0) return `${names[0] ?? "undefined"} === undefined`;
  return values
    .map((value, at) => {
      const name = names[at] ?? "undefined";
      const text = JSON.stringify(value);
      return value !== null && typeof value === "object" ? `JSON.stringify(${name}) === ${JSON.stringify(text)}` : `${name} === ${text}`;
    })
    .join(" && ");
}
