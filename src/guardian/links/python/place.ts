// Where a Python import leads within a repository, told from the list of its files. Installed packages and the standard
// library are not known here: what is not the repository's own leads nowhere, and nothing is said about it.
import { posix } from "node:path";

export type PythonTarget =
  /** A module's file, or a package's `__init__.py`. */
  | { readonly kind: "file"; readonly path: string; readonly folder: string | null }
  /** Within a package of the repository, which has no such module. */
  | { readonly kind: "missing"; readonly package: string }
  | { readonly kind: "unknown" };

export interface PythonPlaces {
  resolve(importer: string, module: string): PythonTarget;
  /** Whether a package's folder has such a module. */
  hasModule(folder: string, name: string): boolean;
}

const endings = [".py", ".pyi", ".pyx", ".so", ".pyd"];

export function createPythonPlaces(paths: ReadonlySet<string>): PythonPlaces {
  const folders = new Set<string>();
  /** Compiled modules carry the name of the interpreter: `fast.cpython-311-x86_64-linux-gnu.so`. */
  const compiled = new Set([...paths].flatMap((path) => (/\.(?:so|pyd)$/.test(path) ? [path.replace(/\.[^/]*$/, "")] : [])));
  for (const path of paths) for (let folder = posix.dirname(path); folder !== "." && !folders.has(folder); folder = posix.dirname(folder)) folders.add(folder);
  const join = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);
  const fileOf = (base: string): string | null => endings.map((ending) => base + ending).find((path) => paths.has(path)) ?? null;
  const initOf = (folder: string): string | null => fileOf(join(folder, "__init__"));
  const hasModule = (folder: string, name: string): boolean => {
    const base = join(folder, name);
    return folders.has(base) || fileOf(base) !== null || compiled.has(base);
  };

  const follow = (root: string, names: readonly string[]): PythonTarget => {
    let folder = root;
    for (const [index, name] of names.entries()) {
      const base = join(folder, name);
      const file = fileOf(base);
      if (file !== null && index === names.length - 1 && initOf(base) === null) return { kind: "file", path: file, folder: null };
      if (folders.has(base)) folder = base;
      // A folder without __init__.py may go on in another place.
      else return hasModule(folder, name) || initOf(folder) === null ? { kind: "unknown" } : { kind: "missing", package: folder };
    }
    const init = initOf(folder);
    return init === null ? { kind: "unknown" } : { kind: "file", path: init, folder };
  };

  return {
    hasModule,
    resolve(importer, module) {
      const dots = /^\.*/.exec(module)?.[0].length ?? 0;
      const names = module.slice(dots).split(".").filter((name) => name !== "");
      if (dots > 0) {
        let root = posix.dirname(importer);
        for (let up = 1; up < dots; up += 1) root = posix.dirname(root);
        return root === "." || initOf(root) === null ? { kind: "unknown" } : follow(root, names);
      }
      const [top = ""] = names;
      const root = rootsFor(importer).filter((each) => initOf(each) === null).find((each) => fileOf(join(each, top)) !== null || initOf(join(each, top)) !== null);
      // `email.py` beside a script must not be taken for the standard library's package.
      return root === undefined || (names.length > 1 && initOf(join(root, top)) === null) ? { kind: "unknown" } : follow(root, names);
    },
  };
}

/** Where Python may look: the usual folders of projects, and those above the importing file; packages are no such places. */
function rootsFor(importer: string): string[] {
  const roots = ["", "src", "lib"];
  for (let folder = posix.dirname(importer); folder !== "."; folder = posix.dirname(folder)) roots.push(folder);
  return roots;
}
