// What is installed for a file to import: packages in the `node_modules` folders above it, and what these let be imported.
// It asks no registry, and says nothing where nothing is installed at all.
import { readFile, stat } from "node:fs/promises";
import { posix, join } from "node:path";
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
  return {
    anything: async (importer) => (await Promise.all(places(importer).map(isThere))).some(Boolean),
    has: async (importer, name) => (await placeOf(importer, name)) !== null,
    async withoutSubpath(importer, specifier) {
      const name = packageOf(specifier);
      const place = name === null || name === specifier ? null : await placeOf(importer, name);
      if (name === null || place === null) return null;
      const offered = await offeredSubpaths(place);
      const wanted = `.${specifier.slice(name.length)}`;
      return offered === null || offered.some((key) => offers(key, wanted)) ? null : offered.slice(0, subpathsShownMax);
    },
  };
}

/** The keys of a package's `exports`, whatever their conditions; null if it has none, or cannot be read. */
async function offeredSubpaths(place: string): Promise<readonly string[] | null> {
  try {
    const path = join(place, "package.json");
    if ((await stat(path)).size > manifestBytesMax) return null;
    const manifest: unknown = JSON.parse(await readFile(path, "utf8"));
    if (typeof manifest !== "object" || manifest === null || !("exports" in manifest)) return null;
    const { exports } = manifest;
    if (typeof exports === "string" || Array.isArray(exports)) return ["."];
    if (typeof exports !== "object" || exports === null) return null;
    const keys = Object.keys(exports);
    // Without subpaths the keys are conditions.
    return keys.some((key) => key.startsWith(".")) ? keys : ["."];
  } catch {
    // Not there, or no JSON: nothing can be held against whoever imports it.
    return null;
  }
}

function offers(key: string, wanted: string): boolean {
  const [start = "", end] = key.split("*");
  if (end === undefined) return key.endsWith("/") ? wanted.startsWith(key) : wanted === key;
  return wanted.startsWith(start) && wanted.endsWith(end) && wanted.length >= start.length + end.length;
}
