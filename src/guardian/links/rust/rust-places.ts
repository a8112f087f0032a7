// Where Rust looks for modules: which files a `mod` may mean, which file a path of the own crate ends in, and which
// manifests are above a file. It knows paths only.
import { posix } from "node:path";

export interface RustPlaces {
  /** Root files of crates that others can use paths of. */
  readonly roots: readonly string[];
  moduleFiles(from: string, name: string): readonly string[];
  /** Where a module of that name would stand. */
  moduleNames(from: string, name: string): readonly string[];
  /** Whether any file or folder could be a module of that name. */
  hasModule(name: string): boolean;
  /** The file that the path leads to as far as files go, and how many of its parts; null where the crate is not known. */
  resolve(from: string, parts: readonly string[]): { readonly file: string; readonly length: number } | null;
  /** Of its package and of the workspaces around it, nearest first. */
  manifests(from: string): readonly string[];
}

const rootName = /(?:^|\/)(?:lib|main)\.rs$/;
/** Files below these are crates of their own. */
const ownCrates = /(?:^|\/)(?:tests|benches|examples|bin)\/[^/]+\.rs$|(?:^|\/)build\.rs$/;

export function createRustPlaces(paths: ReadonlySet<string>): RustPlaces {
  const names = new Set([...paths].flatMap((path) => (path.endsWith(".rs") ? [posix.basename(path, ".rs"), posix.basename(posix.dirname(path))] : [])));
  const roots = [...paths].filter((path) => rootName.test(path));
  const inFolder = (folder: string, name: string): string[] => [posix.join(folder, `${name}.rs`), posix.join(folder, name, "mod.rs")];
  const moduleNames = (from: string, name: string): string[] => {
    const folder = posix.dirname(from);
    const isOwn = rootName.test(from) || ownCrates.test(from) || posix.basename(from) === "mod.rs";
    return inFolder(isOwn ? folder : posix.join(folder, posix.basename(from, ".rs")), name);
  };
  return {
    roots,
    moduleNames,
    // A root may have any name in Cargo.toml, so its folder is looked at as well.
    moduleFiles: (from, name) => [...moduleNames(from, name), ...inFolder(posix.dirname(from), name)].filter((path) => paths.has(path)),
    hasModule: (name) => names.has(name),
    resolve(from, parts) {
      if (ownCrates.test(from)) return null;
      let folder = posix.dirname(from);
      while (!paths.has(posix.join(folder, "lib.rs")) && !paths.has(posix.join(folder, "main.rs"))) {
        if (folder === "." || folder === "/") return null;
        folder = posix.dirname(folder);
      }
      const both = [posix.join(folder, "lib.rs"), posix.join(folder, "main.rs")].filter((path) => paths.has(path));
      // Of a package with both, which of the two crates a file is of cannot be seen.
      let file = both.length === 1 ? (both[0] ?? null) : null;
      let length = 0;
      for (const part of parts) {
        const next = inFolder(folder, part).find((path) => paths.has(path));
        if (next === undefined) break;
        [file, folder, length] = [next, posix.join(folder, part), length + 1];
      }
      return file === null ? null : { file, length };
    },
    manifests(from) {
      const found: string[] = [];
      for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
        const manifest = posix.join(folder, "Cargo.toml");
        if (paths.has(manifest)) found.push(manifest);
        if (folder === "." || folder === "/") return found;
      }
    },
  };
}
