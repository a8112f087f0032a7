// Which packages a file may import: those that the package.json files above it declare. It does not know what is
// installed, nor any registry.
import { lstat, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface Packages {
  /**
   * - `declared`: by a package.json from the file's folder up to the slot's own.
   * - `undeclared`: there is at least one package.json, and none lists it.
   * - `unknown`: it is no package's name, or nothing here says what may be imported.
   */
  standing(importer: string, specifier: string): Promise<"declared" | "undeclared" | "unknown">;
}

const manifestBytesMax = 1024 * 1024;
const packageName = /^(?:@[a-z0-9-~][\w.~-]*\/)?[a-z0-9-~][\w.~-]*$/i;
/** Runtimes with import maps of their own. */
const importMaps = ["deno.json", "deno.jsonc", "import_map.json"];

interface Manifest {
  readonly names: ReadonlySet<string>;
  readonly hasImports: boolean;
}

export function createPackages(directory: string): Packages {
  const manifests = new Map<string, Promise<Manifest | null>>();
  const manifestOf = (folder: string): Promise<Manifest | null> => {
    const known = manifests.get(folder) ?? readManifest(join(directory, folder, "package.json"));
    manifests.set(folder, known);
    return known;
  };
  const exists = (path: string): Promise<boolean> => lstat(join(directory, path)).then(() => true, () => false);

  return {
    async standing(importer, specifier) {
      const folders = foldersAbove(importer);
      const found = (await Promise.all(folders.map(manifestOf))).filter((manifest) => manifest !== null);
      if (specifier.startsWith("#")) return found[0]?.hasImports === true ? "undeclared" : "unknown";
      const name = packageOf(specifier);
      if (name === null || found.length === 0) return "unknown";
      const types = `@types/${name.replace(/^@(.*)\//, "$1__")}`;
      if (found.some(({ names }) => names.has(name) || names.has(types))) return "declared";
      const [first = ""] = name.split("/");
      const local = [first, `src/${first}`, ...importMaps];
      const isLocal = (await Promise.all(local.map(exists))).some(Boolean);
      return isLocal ? "unknown" : "undeclared";
    },
  };
}

/** `zod` of `zod/v4`, `@scope/name` of `@scope/name/sub`; null for paths, and for aliases such as `@/lib` and `~/lib`. */
export function packageOf(specifier: string): string | null {
  const segments = specifier.split("/");
  const name = segments.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  return packageName.test(name) && !name.startsWith("~") ? name : null;
}

/** From the file's folder to the root, which is `.`. */
function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folders.at(-1) !== "."; folder = dirname(folder)) folders.push(folder);
  return folders;
}

async function readManifest(path: string): Promise<Manifest | null> {
  try {
    const stats = await lstat(path);
    if (!stats.isFile() || stats.size > manifestBytesMax) return null;
    return manifestFrom(JSON.parse((await readFile(path, "utf8")).replace(/^\uFEFF/, "")));
  } catch {
    return null;
  }
}

/** Packages that a package.json wants to be installed, in its order; none if it cannot be read. */
export function dependenciesOf(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? listedIn(value, ["dependencies", "devDependencies"]) : [];
  } catch {
    // The stage "syntax" says so.
    return [];
  }
}

function listedIn(value: Record<string, unknown>, groups: readonly string[]): string[] {
  return groups.flatMap((group) => {
    const listed = value[group];
    return isRecord(listed) ? Object.keys(listed) : [];
  });
}

function manifestFrom(value: unknown): Manifest | null {
  if (!isRecord(value)) return null;
  const names = listedIn(value, ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]);
  if (typeof value["name"] === "string") names.push(value["name"]);
  return { names: new Set(names), hasImports: isRecord(value["imports"]) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
