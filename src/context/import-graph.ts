// Which file of the repository an import leads to, by oxc's resolver, with the project's own tsconfig. Packages and
// files outside are no edges.
import { realpath } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { NapiResolveOptions, ResolveResult } from "oxc-resolver";

/** Answers the repository paths that one file's imports lead to, without itself, sorted. */
export type ImportResolver = (path: string, imports: readonly string[]) => readonly string[];

const options: NapiResolveOptions = {
  conditionNames: ["import", "require", "node", "types", "default"],
  extensions: [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"],
  // TypeScript sources may name the file that they will be compiled to.
  extensionAlias: {
    ".js": [".ts", ".tsx", ".js", ".jsx"],
    ".jsx": [".tsx", ".jsx"],
    ".mjs": [".mts", ".mjs"],
    ".cjs": [".cts", ".cjs"],
  },
  builtinModules: true,
};

/** `exists` says which paths are files of the repository, as the caller sees it. */
export async function createImportResolver(
  directory: string,
  exists: (path: string) => boolean,
): Promise<ImportResolver> {
  const { ResolverFactory } = await import("oxc-resolver");
  const root = await realpath(directory);
  const withConfig = new ResolverFactory({ ...options, tsconfig: "auto" });
  const plain = new ResolverFactory(options);
  const resolve = (file: string, request: string): ResolveResult => {
    const found = withConfig.resolveFileSync(file, request);
    // A tsconfig.json that is broken, or extends a package that is not installed, must not cost the whole graph.
    return found.path === undefined && request.startsWith(".") ? plain.sync(dirname(file), request) : found;
  };
  return (path, imports) => {
    const targets = imports.flatMap((request) => {
      const found = resolve(join(root, path), request).path;
      return found === undefined ? [] : [relative(root, found).split(sep).join("/")];
    });
    return [...new Set(targets)].filter((target) => target !== path && exists(target)).sort();
  };
}
