// What stands in the user's folder without being versioned, and what a slot needs of it: dependency folders and
// project configuration. It finds them; it does not bring them anywhere.
import { stat } from "node:fs/promises";
import path from "node:path";
import { fieldsOf } from "./objects.ts";
import { inRepository, type Repository } from "./repository.ts";

export interface Surroundings {
  /** Folders such as `packages/a/node_modules`, relative to the root, without anything tracked in them. */
  readonly dependencies: readonly string[];
  /** Ignored files and folders that OpenCode or the mission reads as configuration. */
  readonly configuration: readonly string[];
  /** Repositories inside the repository that are not submodules; git cannot version what is in them. */
  readonly nested: readonly string[];
  /** Those of `dependencies` that no ignore rule names. */
  readonly unignored: readonly string[];
}

export const noSurroundings: Surroundings = { dependencies: [], configuration: [], nested: [], unignored: [] };

/** At the top only, and only where ignored: elsewhere these names mean other things. */
const topDependencies = new Set([".venv", "venv", "vendor", "bower_components", "jspm_packages", "deps", "Pods"]);
/** Never content of one's own, ignored or not. */
const alwaysDependencies = new Set(["node_modules", ".venv", "venv"]);
/** Without `.env`: secrets stay where they are. */
const configurationFiles = new Set([
  "opencode.json",
  "opencode.jsonc",
  "opencode.toml",
  ".opencode",
  "AGENTS.md",
  "CLAUDE.md",
  "CONTEXT.md",
]);

/** Walks the working tree once, as git does, and never into a dependency folder that is ignored. */
export async function surveySurroundings(repository: Repository, signal?: AbortSignal): Promise<Surroundings> {
  const others = ["ls-files", "--others", "--exclude-standard", "-z"];
  const [ignoredOutput, untrackedOutput] = await Promise.all([
    inRepository(repository, [...others, "--ignored", "--directory"], { signal }),
    inRepository(repository, others, { signal }),
  ]);
  const ignored = fieldsOf(ignoredOutput.stdout);
  const untracked = fieldsOf(untrackedOutput.stdout);
  const unignoredFound = distinct(untracked.map((file) => dependencyPrefix(file, alwaysDependencies)));
  const configuration = distinct(ignored.map(ignoredConfiguration));
  const host = configuration.includes(".opencode") ? [await hostDependencies(repository.root)] : [];
  const found = distinct([...ignored.map(ignoredDependency), ...unignoredFound, ...host]);
  const mixed = await withTracked(repository, found, signal);
  const unignored = unignoredFound.filter((folder) => !mixed.has(folder));
  const insideDependencies = (file: string): boolean => unignored.some((folder) => file.startsWith(`${folder}/`));
  return {
    dependencies: found.filter((folder) => !mixed.has(folder)),
    configuration,
    // Git tells a nested repository by its folder, with a slash.
    nested: distinct(untracked.filter((file) => file.endsWith("/") && !insideDependencies(file)).map(withoutSlash)),
    unignored,
  };
}

export interface SurroundingsSource {
  /** The same object for as long as nothing of it has changed. */
  current(): Promise<Surroundings>;
}

export function createSurroundings(repository: Repository): SurroundingsSource {
  let known: { readonly mark: string; readonly found: Surroundings } | null = null;
  // One after another, so that several who ask at once cause one survey.
  let last: Promise<unknown> = Promise.resolve();
  const survey = async (): Promise<Surroundings> => {
    if (known !== null && known.mark === (await markOf(repository.root, known.found))) return known.found;
    const found = await surveySurroundings(repository);
    known = { mark: await markOf(repository.root, found), found };
    return found;
  };
  return {
    current() {
      const next = last.then(survey);
      last = next.catch(() => {});
      return next;
    },
  };
}

/** Changes whenever the folders above may have: times of lock files and of what is known already. */
async function markOf(root: string, known: Surroundings): Promise<string> {
  const folders = new Set(["node_modules", ".opencode", ...known.dependencies, ...known.configuration]);
  const times = await Promise.all(
    [...lockFiles, ".gitignore", ...configurationFiles, ...folders].map(async (name) => {
      const found = await stat(path.join(root, name)).catch(() => null);
      return found === null ? "-" : `${found.mtimeMs}`;
    }),
  );
  return times.join(" ");
}

const hostDependencyFolder = ".opencode/node_modules";

const lockFiles: readonly string[] = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
  "poetry.lock",
  "uv.lock",
  "composer.lock",
  "Gemfile.lock",
  "go.sum",
];

/** Git does not look into an ignored `.opencode`, where the host keeps what its own plugins import. */
async function hostDependencies(root: string): Promise<string | null> {
  const found = await stat(path.join(root, hostDependencyFolder)).catch(() => null);
  return found?.isDirectory() === true ? hostDependencyFolder : null;
}

function ignoredDependency(entry: string): string | null {
  if (entry.startsWith(".opencode/orchestrator/")) return null;
  const folder = dependencyPrefix(entry, new Set(["node_modules"]));
  if (folder !== null) return folder;
  const name = withoutSlash(entry);
  return entry.endsWith("/") && topDependencies.has(name) ? name : null;
}

/** The path down to the first segment of one of these names, if that is a folder. */
function dependencyPrefix(entry: string, names: ReadonlySet<string>): string | null {
  const segments = entry.split("/");
  const index = segments.findIndex((segment) => names.has(segment));
  return index < 0 || index === segments.length - 1 ? null : segments.slice(0, index + 1).join("/");
}

function ignoredConfiguration(entry: string): string | null {
  const name = withoutSlash(entry);
  const inside = name.startsWith(".opencode/");
  const left = name.startsWith(".opencode/orchestrator") || name.startsWith(".opencode/node_modules");
  return (inside || configurationFiles.has(name)) && !left ? name : null;
}

async function withTracked(
  repository: Repository,
  folders: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Set<string>> {
  const mixed = new Set<string>();
  if (folders.length === 0) return mixed;
  const pathspecs = folders.map((folder) => `:(top,literal)${folder}`);
  const tracked = await inRepository(repository, ["ls-files", "-z", "--", ...pathspecs], { signal });
  for (const file of fieldsOf(tracked.stdout)) {
    for (const folder of folders) if (file.startsWith(`${folder}/`)) mixed.add(folder);
  }
  return mixed;
}

function distinct(found: readonly (string | null)[]): string[] {
  return [...new Set(found.filter((one) => one !== null))].sort();
}

function withoutSlash(entry: string): string {
  return entry.endsWith("/") ? entry.slice(0, -1) : entry;
}
