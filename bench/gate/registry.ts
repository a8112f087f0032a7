// Fetches published packages through npm, once: tarballs and installed dependencies are kept in the user's cache folder
// and used again.
import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { askRegistry, npmOptions } from "../../test/support/real-package.ts";
import { registryDay, type BenchPackage } from "./packages.ts";

const run = promisify(execFile);

/** A package's files by path, as they were published. */
export type Tree = ReadonlyMap<string, Buffer>;

export function benchCache(): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "opencode-orchestrator", "bench-gate");
}

/** The files of a package as its benchmark has them: without what is dropped, with what is added, and its manifest trimmed. */
export async function publishedTree(wanted: BenchPackage, version: string): Promise<Tree> {
  const folder = await unpacked(wanted, version);
  const tree = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (entry.isFile() && !wanted.drop.test(path) && !/(?:^|\/)node_modules\//.test(path)) tree.set(path, await readFile(join(folder, path)));
  }
  for (const [path, text] of Object.entries(wanted.extra)) tree.set(path, Buffer.from(text));
  tree.set("package.json", Buffer.from(trimmedManifest(tree.get("package.json")?.toString() ?? "{}", wanted)));
  tree.set(".gitignore", Buffer.from("node_modules/\n"));
  return tree;
}

/** A folder `node_modules` with all that the package and its tests need. */
export async function installedModules(wanted: BenchPackage, manifest: string): Promise<string> {
  const key = createHash("sha256").update(manifest).update(registryDay).digest("hex").slice(0, 12);
  const folder = join(benchCache(), "installed", `${wanted.name}-${wanted.version}-${key}`);
  if (!(await isThere(folder))) {
    await made(folder, async (place) => {
      await writeFile(join(place, "package.json"), manifest);
      await askRegistry(["install", `--before=${registryDay}`, "--legacy-peer-deps", ...npmOptions], place);
    });
  }
  return join(folder, "node_modules");
}

async function unpacked(wanted: BenchPackage, version: string): Promise<string> {
  const folder = join(benchCache(), "packages", `${wanted.name}-${version}`);
  if (await isThere(folder)) return folder;
  await made(folder, async (place) => {
    await askRegistry(["pack", `${wanted.name}@${version}`, "--pack-destination", place, ...npmOptions], place);
    const name = `${wanted.name}-${version}.tgz`;
    const found = `sha512-${createHash("sha512").update(await readFile(join(place, name))).digest("base64")}`;
    if (version === wanted.version && found !== wanted.integrity) throw new Error(`${name} is not what it was: ${found}`);
    await run("tar", ["-xzf", name, "--strip-components=1"], { cwd: place });
    await rm(join(place, name));
  });
  return folder;
}

/** Made beside its place and moved there when whole, so that an interrupted run leaves no half of it. */
async function made(folder: string, make: (place: string) => Promise<void>): Promise<void> {
  const place = `${folder}.${randomUUID().slice(0, 8)}`;
  await mkdir(place, { recursive: true });
  try {
    await make(place);
    await rename(place, folder);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function isThere(folder: string): Promise<boolean> {
  return stat(folder).then((stats) => stats.isDirectory(), () => false);
}

/** Linters and publishing tools stay out, and no script of the package is ever run by its installation. */
function trimmedManifest(text: string, { testDependencies, command }: BenchPackage): string {
  const manifest = JSON.parse(text) as Record<string, unknown>;
  return `${JSON.stringify({ ...manifest, devDependencies: testDependencies, scripts: { test: command } }, null, 2)}\n`;
}
