// Finds out where an import leads, by the native resolver: files of the slot, installed packages, Node's own modules.
// One resolver serves one check, since it remembers the disk as it was.
import { builtinModules } from "node:module";
import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import type { NapiResolveOptions, ResolveResult } from "oxc-resolver";

export type Resolution =
  /** A file of the slot, relative to it. */
  | { readonly kind: "file"; readonly path: string }
  /** A file elsewhere or of an installed package, a module of the runtime, or an address: nothing to hold against it. */
  | { readonly kind: "outside" }
  | { readonly kind: "missing" };

export interface Resolver {
  resolve(importer: string, specifier: string): Resolution;
  /** What could not be used of what decides where imports lead. */
  notes(): readonly string[];
}

const options: NapiResolveOptions = {
  builtinModules: true,
  conditionNames: ["node", "import", "require", "module", "browser", "development", "types", "default"],
  extensions: [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".d.ts", ".d.mts", ".d.cts", ".json", ".node"],
  extensionAlias: {
    ".js": [".ts", ".tsx", ".js", ".jsx", ".d.ts"],
    ".jsx": [".tsx", ".jsx", ".d.ts"],
    ".mjs": [".mts", ".mjs", ".d.mts"],
    ".cjs": [".cts", ".cjs", ".d.cts"],
  },
  mainFields: ["module", "main", "types"],
};

/** Modules of Node that it lists only with their prefix, and not in every version. */
const prefixedModules = new Set(["node:test", "node:test/reporters", "node:sqlite", "node:sea"]);

export async function createResolver(directory: string): Promise<Resolver> {
  const { ResolverFactory } = await import("oxc-resolver");
  const root = await realpath(directory).catch(() => directory);
  const factory = new ResolverFactory({ ...options, tsconfig: "auto" });
  // A tsconfig that cannot be read would make every import fail: then its paths are left out.
  const plain = new ResolverFactory(options);
  const known = new Map<string, Resolution>();
  const notes = new Set<string>();
  const lookUp = (importer: string, specifier: string): Resolution => {
    const file = join(root, importer);
    const result = factory.resolveFileSync(file, specifier);
    const first = resolutionOf(root, result);
    const { error = "" } = result;
    if (first.kind !== "missing") return first;
    // A tsconfig is taken to speak of TypeScript only, unless it says otherwise; bundlers hold it for all of a project.
    if (!isTsconfigError(error)) return isTypescript(importer) ? first : resolutionOf(root, factory.resolveFileSync(`${file}.ts`, specifier));
    notes.add(`a tsconfig could not be used, so its path aliases are not known: ${error.split("\n", 1)[0]?.replaceAll(root, ".").slice(0, noteCharsMax)}`);
    return resolutionOf(root, plain.resolveFileSync(file, specifier));
  };
  return {
    notes: () => [...notes],
    resolve(importer, specifier) {
      const scheme = schemeOf(specifier);
      if (scheme === "node") return isNodeModule(specifier) ? { kind: "outside" } : { kind: "missing" };
      // Addresses and the virtual modules of bundlers are nothing that a file system knows.
      if (scheme !== null || specifier.startsWith("/") || specifier === "") return { kind: "outside" };
      // What one file of a folder finds, all find; what it does not, another may, which a tsconfig speaks of.
      const [shared, own] = [`${dirname(importer)}\0${specifier}`, `${importer}\0${specifier}`];
      const before = known.get(shared) ?? known.get(own);
      if (before !== undefined) return before;
      const resolution = lookUp(importer, specifier.replace(/\?.*$/s, ""));
      known.set(resolution.kind === "missing" ? own : shared, resolution);
      return resolution;
    },
  };
}

const noteCharsMax = 200;

function isTypescript(path: string): boolean {
  return /\.[cm]?tsx?$/i.test(path);
}

function isTsconfigError(error: string): boolean {
  return /^(?:failed to load )?tsconfig\b/i.test(error);
}

function schemeOf(specifier: string): string | null {
  return /^([a-z][a-z0-9+-]*):/i.exec(specifier)?.[1]?.toLowerCase() ?? null;
}

function isNodeModule(specifier: string): boolean {
  return prefixedModules.has(specifier) || builtinModules.includes(specifier.slice("node:".length));
}

function resolutionOf(root: string, result: ResolveResult): Resolution {
  if (result.builtin !== undefined) return { kind: "outside" };
  if (result.path === undefined) return { kind: "missing" };
  const path = relative(root, result.path);
  if (isAbsolute(path) || path === ".." || path.startsWith(`..${sep}`)) return { kind: "outside" };
  const segments = path.split(sep);
  return segments.includes("node_modules") ? { kind: "outside" } : { kind: "file", path: segments.join("/") };
}

export function isRelative(specifier: string): boolean {
  return /^\.\.?(?:\/|$)/.test(specifier);
}
