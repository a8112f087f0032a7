// What is installed for a file to import: packages in the `node_modules` folders above it, and what these let be imported.
// It asks no registry, and says nothing where nothing is installed at all.
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, posix, sep } from "node:path";
import { packageOf } from "./packages.ts";

const manifestBytesMax = 1024 * 1024;
const subpathsShownMax = 8;

export interface Installed {
  /** Whether packages are installed in any folder above a file. */
  anything(importer: string): Promise<boolean>;
  has(importer: string, name: string): Promise<boolean>;
  /** The subpaths that an installed package offers, if the one of a specifier is surely not among them; else null. */
  withoutSubpath(importer: string, specifier: string): Promise<readonly string[] | null>;
}

export function createInstalled(directory: string): Installed {
  const places = (importer: string): string[] => {
    const found: string[] = [];
    let folder = importer;
    do {
      folder = posix.dirname(folder);
      found.push(join(directory, folder, "node_modules"));
    } while (folder !== ".");
    return found;
  };
  const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);
  const placeOf = async (importer: string, name: string): Promise<string | null> => {
    for (const place of places(importer)) if (await isThere(join(place, name))) return join(place, name);
    return null;
  };
  /** A package may import itself by its name, if it says what it exports. */
  const ownPlace = async (importer: string, name: string): Promise<string | null> => {
    for (const place of places(importer).map((each) => dirname(each))) {
      if ((await manifestAt(place))?.["name"] === name) return place;
    }
    return null;
  };
  return {
    anything: async (importer) => (await Promise.all(places(importer).map(isThere))).some(Boolean),
    has: async (importer, name) => (await placeOf(importer, name)) !== null,
    async withoutSubpath(importer, specifier) {
      const name = packageOf(specifier);
      if (name === null || name === specifier) return null;
      const place = (await placeOf(importer, name)) ?? (await ownPlace(importer, name));
      if (place === null) return null;
      const offered = await offeredSubpaths(place);
      const wanted = `.${specifier.slice(name.length)}`;
      if (offered === null) return missingFile(place, wanted);
      return offered.some((key) => offers(key, wanted)) ? null : offered.slice(0, subpathsShownMax);
    },
  };
}

async function manifestAt(place: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const path = join(place, "package.json");
    if ((await stat(path)).size > manifestBytesMax) return null;
    const manifest: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof manifest === "object" && manifest !== null ? { ...manifest } : null;
  } catch {
    // Not there, or no JSON: nothing can be held against whoever imports it.
    return null;
  }
}

/** The keys of a package's `exports`, whatever their conditions; null if it has none, or cannot be read. */
async function offeredSubpaths(place: string): Promise<readonly string[] | null> {
  const exports = (await manifestAt(place))?.["exports"];
  if (exports === undefined || exports === null) return null;
  if (typeof exports === "string" || Array.isArray(exports)) return ["."];
  if (typeof exports !== "object") return null;
  const keys = Object.keys(exports);
  // Without subpaths the keys are conditions.
  return keys.some((key) => key.startsWith(".")) ? keys : ["."];
}

/** What stands in the nearest folder of a package that lets all its files be imported; null where the file may be built yet. */
async function missingFile(place: string, wanted: string): Promise<readonly string[] | null> {
  const manifest = await manifestAt(place);
  // A linked workspace is built where it is, and what it builds may not be there.
  const isInstalled = manifest !== null && manifest["exports"] === undefined && (await realpath(place)).split(sep).includes("node_modules");
  if (!isInstalled) return null;
  // Bundlers find files by endings, and folders, that Node does not.
  const stem = posix.basename(wanted).replace(/\?.*$/s, "");
  const beside = await readdir(join(place, posix.dirname(wanted))).catch(() => []);
  if (beside.some((entry) => entry === stem || entry.startsWith(`${stem}.`))) return null;
  for (let folder = posix.dirname(wanted); ; folder = posix.dirname(folder)) {
    const entries = await readdir(join(place, folder)).catch(() => null);
    if (entries !== null) return entries.slice(0, subpathsShownMax).map((entry) => posix.join(folder, entry));
    if (folder === ".") return [];
  }
}

function offers(key: string, wanted: string): boolean {
  const [start = "", end] = key.split("*");
  if (end === undefined) return key.endsWith("/") ? wanted.startsWith(key) : wanted === key;
  return wanted.startsWith(start) && wanted.endsWith(end) && wanted.length >= start.length + end.length;
}
