// The links of Java within a repository: imports of changed files lead to types that its packages have, and no type goes
// away that other files import. Packages that no source file declares belong to others, and nothing is said of them.
import { posix } from "node:path";
import type { Finding } from "../../../core/change.ts";
import type { GateInput } from "../../../ports/gate.ts";
import { readSlotText, textOf } from "../../files/slot-file.ts";
import type { Walk } from "../../files/slot-walk.ts";
import { excerptAt, finding, placeAt } from "../../finding.ts";
import { nearestName } from "../../nearest.ts";
import { onceForEach } from "../../once.ts";
import type { StageReport } from "../../stage.ts";
import { readJavaFile, type JavaFile, type JavaImport } from "./java-file.ts";

const isJava = (path: string): boolean => path.endsWith(".java");
/** What lives in the same packages, and is not read. */
const otherLanguage = /\.(?:kt|kts|scala|groovy|clj|aj)$/;
/** What annotation processors and code generators write is in no source file. */
const generatorName = /^(?:Q[A-Z]|R$|BuildConfig$|Dagger|AutoValue_|Immutable|Modifiable|_)|(?:_|Impl|Grpc|Proto|OuterClass|Binding|Mapper|Factory|Builder|MethodNames|Messages)$/;
const generator = /annotationProcessor|apt-maven|annotation-?processor|mapstruct|immutables|querydsl|protobuf|protoc|openapi-generator|swagger-codegen|jooq|jaxb|xjc|cxf|axis|antlr|javacc|avro|thrift|kapt|\bksp\b/i;

interface Search {
  readonly input: GateInput;
  readonly signal: AbortSignal;
  readonly paths: readonly string[];
  readonly changed: ReadonlySet<string>;
  /** Java files by folder. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  readonly file: (path: string) => Promise<JavaFile | null>;
}

export async function javaLinks(input: GateInput, walk: () => Promise<Walk>, signal: AbortSignal): Promise<StageReport> {
  const changed = input.change.files.filter(({ path }) => isJava(path));
  if (changed.length === 0) return { findings: [], notes: [] };
  const { paths, complete } = await walk();
  if (!complete) return { findings: [], notes: [`the imports of Java were not checked: the repository has more than ${paths.length} files`] };
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const files = folders.get(posix.dirname(path));
    if (!isJava(path)) continue;
    if (files === undefined) folders.set(posix.dirname(path), [path]);
    else files.push(path);
  }
  const file = onceForEach(async (path: string): Promise<JavaFile | null> => {
    const content = await readSlotText(input.directory, path);
    return content.kind === "text" ? readJavaFile(content.text) : null;
  });
  const search: Search = { input, signal, paths, changed: new Set(changed.map(({ path }) => path)), folders, file };
  const findings = (await generates(search)) ? [] : (await Promise.all(changed.map(({ path }) => brokenImports(search, path)))).flat();
  return { findings: [...findings, ...(await brokenUsers(search))], notes: [] };
}

/** Where something writes Java at the build, a type that is in no file may well be there. */
async function generates({ input, paths }: Search): Promise<boolean> {
  for (const path of paths) {
    if (/\.(?:proto|g4|jj|avsc|wsdl|xsd|thrift)$/.test(path)) return true;
    if (!/(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?|libs\.versions\.toml)$/.test(path)) continue;
    const content = await readSlotText(input.directory, path);
    if (content.kind === "text" && generator.test(content.text)) return true;
  }
  return false;
}

async function brokenImports(search: Search, path: string): Promise<Finding[]> {
  search.signal.throwIfAborted();
  const content = await readSlotText(search.input.directory, path);
  if (content.kind !== "text") return [];
  const before = textOf(await search.input.before(path));
  const old = new Set(before.kind === "text" ? readJavaFile(before.text).imports.map(({ name }) => name) : []);
  const findings: Finding[] = [];
  for (const imported of readJavaFile(content.text).imports) {
    const problem = old.has(imported.name) ? null : await problemOf(search, imported);
    if (problem === null || (await isImportedElsewhere(search, path, imported.name))) continue;
    const place = placeAt(content.text, imported.offset);
    findings.push(finding("links", "unresolved-import", problem.text, { file: path, place, severity: problem.severity, excerpt: excerptAt(content.text, place) }));
  }
  return findings;
}

interface Problem {
  readonly text: string;
  readonly severity: "error" | "warning";
}

/** Then a dependency may have the type: packages can have parts in several places. */
async function isImportedElsewhere(search: Search, path: string, name: string): Promise<boolean> {
  for (const other of search.paths) {
    if (isJava(other) && other !== path && !search.changed.has(other) && ((await search.file(other))?.imports ?? []).some((each) => each.name === name)) return true;
  }
  return false;
}

/** Of `a.b.C.D` the longest beginning that is a package of the repository must have the type after it. */
async function problemOf(search: Search, { name, isStatic, isWhole }: JavaImport): Promise<Problem | null> {
  const parts = name.split(".");
  // The last of a static import is a member, which may be inherited from anywhere.
  const typed = isStatic && !isWhole ? parts.slice(0, -1) : parts;
  for (let length = typed.length - 1; length > 0; length -= 1) {
    const files = filesOf(search, typed.slice(0, length).join("/"));
    if (files.length === 0) continue;
    const type = typed[length] ?? "";
    if (!/^[A-Z]/.test(type) || generatorName.test(type)) return null;
    const types = new Set<string>();
    for (const path of files) for (const each of (await search.file(path))?.types ?? []) types.add(each);
    if (types.has(type) || hasOtherLanguage(search, type, typed.slice(0, length).join("/"))) return null;
    const near = nearestName(type, [...types]);
    const text = `The package ${typed.slice(0, length).join(".")} has no type "${type}".${near === null ? "" : ` Did you mean "${near}"?`}`;
    return { text, severity: near === null ? "warning" : "error" };
  }
  return null;
}

/** A package may lie below several source roots. */
function filesOf({ folders }: Search, folder: string): readonly string[] {
  return [...folders].flatMap(([each, files]) => (each === folder || each.endsWith(`/${folder}`) ? files : []));
}

function hasOtherLanguage({ paths }: Search, type: string, folder: string): boolean {
  return paths.some((path) => otherLanguage.test(path) && (posix.basename(path).startsWith(`${type}.`) || posix.dirname(path).endsWith(folder)));
}

/** One finding for each type that the change took away, naming its first user. */
async function brokenUsers(search: Search): Promise<Finding[]> {
  const gone = await typesGone(search);
  const findings: Finding[] = [];
  if (gone.size === 0) return findings;
  const users = search.paths.filter((path) => isJava(path) && !search.changed.has(path));
  for (const path of users) {
    search.signal.throwIfAborted();
    for (const { name, isStatic } of gone.size === 0 ? [] : ((await search.file(path))?.imports ?? [])) {
      const type = [...gone.keys()].find((each) => name === each || (isStatic && name.startsWith(`${each}.`)));
      if (type === undefined) continue;
      const text = `The type ${type} is gone, but ${path} imports it. Keep it, or change ${path} too.`;
      findings.push(finding("links", "broken-user", text, { file: gone.get(type) ?? null }));
      gone.delete(type);
    }
  }
  return findings;
}

/** By full name, with the file that had it. What has moved within its package is still there. */
async function typesGone(search: Search): Promise<Map<string, string>> {
  const gone = new Map<string, string>();
  for (const path of search.changed) {
    const before = textOf(await search.input.before(path));
    if (before.kind !== "text") continue;
    const old = readJavaFile(before.text);
    const now = await search.file(path);
    for (const type of old.types) {
      if (now?.packageName === old.packageName && now.types.has(type)) continue;
      if (!(await isElsewhere(search, old.packageName, type))) gone.set(`${old.packageName}.${type}`, path);
    }
  }
  return gone;
}

async function isElsewhere(search: Search, packageName: string, type: string): Promise<boolean> {
  const folder = packageName.replaceAll(".", "/");
  for (const path of filesOf(search, folder)) if ((await search.file(path))?.types.has(type) === true) return true;
  return hasOtherLanguage(search, type, folder);
}
