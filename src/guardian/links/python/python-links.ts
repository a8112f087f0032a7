// The links of Python within a repository: imports of changed files lead to modules and names that exist, and users of
// what the change took away still find it. Only problems that were not there before count.
import { posix } from "node:path";
import type { Finding } from "../../../core/change.ts";
import type { GateInput } from "../../../ports/gate.ts";
import { readSlotText, textOf, type SlotText } from "../../files/slot-file.ts";
import type { Walk } from "../../files/slot-walk.ts";
import { excerptAt, finding, placeAt } from "../../finding.ts";
import { nearestName } from "../../nearest.ts";
import { onceForEach } from "../../once.ts";
import type { StageReport } from "../../stage.ts";
import { readPythonModule, type PythonImport, type PythonModule } from "./module.ts";
import { createPythonPlaces, type PythonPlaces } from "./place.ts";

const isPython = (path: string): boolean => /\.pyi?$/i.test(path);
/** Written by build tools. */
const generated = /(?:^|\.)_?version$|_pb2(?:_grpc)?$|generated/i;

interface Search {
  readonly input: GateInput;
  readonly signal: AbortSignal;
  readonly changed: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
  readonly places: PythonPlaces;
  /** As the repository was before the change. */
  readonly placesBefore: PythonPlaces;
  module(path: string): Promise<PythonModule | null>;
  moduleBefore(path: string): Promise<PythonModule | null>;
}

export async function pythonLinks(input: GateInput, walk: () => Promise<Walk>, signal: AbortSignal): Promise<StageReport> {
  const changed = input.change.files.filter(({ path }) => isPython(path));
  if (changed.length === 0) return { findings: [], notes: [] };
  const { paths, complete } = await walk();
  if (!complete) return { findings: [], notes: [`the imports of Python were not checked: the repository has more than ${paths.length} files`] };
  const before = new Set([...paths, ...changed.flatMap(({ path, status }) => (status === "deleted" ? [path] : []))]);
  for (const { path, status } of changed) if (status === "added") before.delete(path);
  const search: Search = {
    input,
    signal,
    changed: new Set(changed.map(({ path }) => path)),
    paths: new Set(paths),
    places: createPythonPlaces(new Set(paths)),
    placesBefore: createPythonPlaces(before),
    module: onceForEach(async (path) => moduleOf(await readSlotText(input.directory, path))),
    moduleBefore: onceForEach(async (path) => moduleOf(textOf(await input.before(path)))),
  };
  const findings: Finding[] = [];
  for (const { path } of changed) findings.push(...(await brokenImports(search, path)));
  return { findings: [...findings, ...(await brokenUsers(search))], notes: [] };
}

async function moduleOf(content: SlotText): Promise<PythonModule | null> {
  return content.kind === "text" ? readPythonModule(content.text) : null;
}

async function brokenImports(search: Search, path: string): Promise<Finding[]> {
  search.signal.throwIfAborted();
  const imports = (await search.module(path))?.imports ?? [];
  const before = (await search.moduleBefore(path))?.imports ?? [];
  const findings: Finding[] = [];
  for (const imported of imports) {
    if (imported.optional) continue;
    const message = await problemOf(path, imported, search.places, search.module);
    if (message === null) continue;
    const same = before.some(({ module, name }) => module === imported.module && name === imported.name);
    if (same && (await problemOf(path, imported, search.placesBefore, moduleAsBefore(search))) !== null) continue;
    findings.push(await told(search, path, imported, message));
  }
  return findings;
}

function moduleAsBefore(search: Search): Search["module"] {
  return (path) => (search.changed.has(path) ? search.moduleBefore(path) : search.module(path));
}

interface Message {
  readonly rule: string;
  readonly text: string;
}

async function problemOf(path: string, { module, name }: PythonImport, places: PythonPlaces, read: Search["module"]): Promise<Message | null> {
  const target = places.resolve(path, module);
  if (target.kind === "missing") {
    if (generated.test(module)) return null;
    const init = await read(`${target.package}/__init__.py`);
    if (init === null || (init.open && !init.imports.some((each) => each.name === "*"))) return null;
    return { rule: "unresolved-import", text: `"${module}" leads to no module: the package ${target.package} has none of that name.` };
  }
  if (target.kind === "unknown" || name === null || name === "*" || !target.path.endsWith(".py")) return null;
  const found = await read(target.path);
  if (found === null || found.open || found.names.has(name) || /^__\w+__$/.test(name)) return null;
  if (target.folder !== null && (places.hasModule(target.folder, name) || generated.test(name))) return null;
  const near = nearestName(name, [...found.names]);
  return { rule: "unknown-export", text: `${target.path} does not define "${name}".${near === null ? "" : ` Did you mean "${near}"?`}` };
}

async function told(search: Search, path: string, { offset }: PythonImport, { rule, text }: Message): Promise<Finding> {
  const content = await readSlotText(search.input.directory, path);
  const place = content.kind === "text" ? placeAt(content.text, offset) : null;
  const excerpt = content.kind === "text" && place !== null ? excerptAt(content.text, place) : null;
  return finding("links", rule, text, { file: path, place, excerpt });
}

/** One finding for each file that something was taken from, naming its first user. */
async function brokenUsers(search: Search): Promise<Finding[]> {
  const gone = await takenAway(search);
  if (gone.length === 0) return [];
  const findings = new Map<string, Finding>();
  const before = moduleAsBefore(search);
  for (const path of search.paths) {
    if (!isPython(path) || search.changed.has(path)) continue;
    search.signal.throwIfAborted();
    // Reading is cheap, parsing is not.
    const content = await readSlotText(search.input.directory, path);
    if (content.kind !== "text" || !gone.some((word) => content.text.includes(word))) continue;
    const user = await moduleOf(content);
    for (const imported of user?.imports ?? []) {
      const target = search.placesBefore.resolve(path, imported.module);
      if (imported.optional || target.kind !== "file") continue;
      // A name of a package may be one of its modules.
      const own = target.folder !== null && imported.name !== null ? search.placesBefore.resolve(path, `${imported.module.replace(/\.$/, "")}.${imported.name}`) : target;
      const source = [target.path, own.kind === "file" ? own.path : ""].find((each) => search.changed.has(each));
      if (source === undefined || (await problemOf(path, imported, search.placesBefore, before)) !== null) continue;
      if ((await problemOf(path, imported, search.places, search.module)) === null) continue;
      const what = imported.name ?? imported.module;
      const key = `${source}\0${what}`;
      const text = `${source} no longer has "${what}", but ${path} imports it. Keep it, or change ${path} too.`;
      if (!findings.has(key)) findings.set(key, { ...(await told(search, path, imported, { rule: "broken-user", text })), file: source, line: null, column: null });
    }
  }
  return [...findings.values()];
}

/** Names that are no longer defined, and modules that are no longer there, as those who import them must write them. */
async function takenAway(search: Search): Promise<readonly string[]> {
  const gone: string[] = [];
  for (const path of search.changed) {
    const before = await search.moduleBefore(path);
    if (before === null) continue;
    const after = search.paths.has(path) ? await search.module(path) : null;
    if (after !== null) gone.push(...[...before.names].filter((name) => !after.names.has(name)));
    else if (!search.paths.has(path)) gone.push(...before.names, posix.basename(path.replace(/(?:\/__init__)?\.pyi?$/, "")));
  }
  return gone;
}
