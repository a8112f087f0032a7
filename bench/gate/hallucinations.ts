// Imports that a model makes up: packages that do not exist, wrong subpaths, names that are not exported, files that are
// not there, and members that a required module does not have. Each is used where it is imported.
import type { Random } from "../../test/support/random.ts";
import { oneFile, type Candidate, type Generate, type Half } from "./candidate.ts";
import { edited, functionsOf, indentAt, parses, pick, shuffled, type Edit, type FunctionPlace, type SourceFile } from "./source.ts";
import { builtins, members, packages } from "./wordings.ts";

interface Made {
  readonly kind: string;
  readonly request: string;
  /** Null for the module as a whole. */
  readonly name: string | null;
}

type Invent = (file: SourceFile, half: Half, random: Random) => Made | null;

const inventions: readonly Invent[] = [
  (_, half, random) => ({ kind: "unknown package", request: pick(packages[half], random), name: random.chance(0.5) ? pick(members[half], random) : null }),
  (file, half, random) => {
    const known = requestsOf(file).filter((request) => !request.startsWith(".") && !request.startsWith("node:"));
    if (known.length === 0) return null;
    return { kind: "unknown subpath", request: `${pick(known, random).split("/")[0] ?? ""}/lib/${pick(members[half], random)}`, name: pick(members[half], random) };
  },
  (file, half, random) => {
    const [request, name] = pick(builtins[half], random);
    return { kind: file.isModule ? "unknown name of a built-in" : "unknown member of a built-in", request, name };
  },
  (file, half, random) => {
    const ending = file.isModule ? ".js" : random.chance(0.5) ? ".js" : "";
    const folder = pick(["./", "./", "../", "./utils/", "./helpers/"], random);
    return { kind: "unknown file", request: `${folder}${pick(["helpers", "shared", "text-utils", "internal", "guards"], random)}-${random.below(9)}${ending}`, name: pick(members[half], random) };
  },
  (file, half, random) => {
    const known = requestsOf(file).filter((request) => request.startsWith("."));
    return known.length === 0 ? null : { kind: file.isModule ? "unknown name" : "unknown member", request: pick(known, random), name: pick(members[half], random) };
  },
  (file, _, random) => {
    const known = requestsOf(file).filter((request) => request.startsWith("."));
    const request = known.length === 0 ? null : pick(known, random);
    return request === null ? null : { kind: "misspelt file", request: request.replace(/(\w)(\.\w+)?$/, "s$1$2"), name: null };
  },
];

export const hallucinatedImports: Generate = function* (subject, random): Iterable<Candidate> {
  for (let round = 0; round < 12; round += 1) {
    const files = shuffled(subject.sources, random);
    for (const [at, file] of files.entries()) {
      const made = inventions[(at + round) % inventions.length]?.(file, subject.half, random) ?? null;
      const places = functionsOf(file).filter(({ body }) => body.body.length > 0);
      if (made === null || places.length === 0) continue;
      const text = withImport(file, made, pick(places, random));
      if (parses(file.path, text)) yield oneFile(made.kind, true, file.path, text);
    }
  }
};

function requestsOf(file: SourceFile): readonly string[] {
  return [...file.text.matchAll(/(?:\bfrom\s+|\brequire\()["']([^"']+)["']/g)].flatMap(([, request]) => (request === undefined ? [] : [request]));
}

function withImport(file: SourceFile, { request, name }: Made, place: FunctionPlace): string {
  const local = name ?? camel(request);
  const imported = file.isModule
    ? `import ${name === null ? local : `{ ${name} }`} from '${request}';\n`
    : `${name === null ? `var ${local} = require('${request}')` : `const { ${name} } = require('${request}')`};\n`;
  const first = place.body.body[0];
  const at = first?.start ?? place.body.start + 1;
  const parameter = place.node.params.find(({ type }) => type === "Identifier");
  const argument = parameter !== undefined && "name" in parameter ? String(parameter.name) : "";
  const use = `${local}(${argument});\n${indentAt(file.text, at)}`;
  const edits: readonly Edit[] = [{ start: importPlace(file), end: importPlace(file), text: imported }, { start: at, end: at, text: use }];
  return edited(file.text, edits);
}

/** Behind directives, before the first statement. */
function importPlace(file: SourceFile): number {
  const first = file.program.body.find((statement) => !("directive" in statement && typeof statement.directive === "string"));
  return first?.start ?? 0;
}

function camel(request: string): string {
  const words = (request.split("/").at(-1) ?? "").replace(/\.\w+$/, "").split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return words.map((word, at) => (at === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1))).join("");
}
