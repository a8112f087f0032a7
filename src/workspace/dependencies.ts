// A dependency folder for a slot: a real folder whose entries are links to the user's entries, so that the project's
// tests run there without an installation. It does not find the folders, and installs nothing.
import { lstat, mkdir, readdir, readlink, realpath, rm, symlink } from "node:fs/promises";
import path from "node:path";

/** Caches that tools write into a dependency folder; sharing them would let slots disturb each other and the user. */
const leftOut = new Set([".cache", ".vite", ".vite-temp", ".vitest", ".turbo", ".parcel-cache", ".tmp", ".nyc_output"]);

/** What was linked into a folder last, by folder; the slot's own memory, so that an unchanged folder costs two reads. */
export type LinkMemory = Map<string, string>;

/** Links `folders` of `root` into `slot`. Afterwards each holds links to exactly the user's entries. */
export async function linkDependencies(
  root: string,
  slot: string,
  folders: readonly string[],
  memory: LinkMemory,
): Promise<void> {
  for (const folder of folders) await linkFolder(root, slot, folder, memory);
}

async function linkFolder(root: string, slot: string, folder: string, memory: LinkMemory): Promise<void> {
  const to = path.join(slot, folder);
  // A package that this commit does not have needs no dependencies; and a linked parent would lead out of the slot.
  const parent = await realpath(path.dirname(to)).catch(() => null);
  if (parent !== path.dirname(to)) return;
  const wanted = await entriesOf(root, slot, folder);
  const mark = [...wanted].map(([name, target]) => `${name}\0${target}`).join("\n");
  if (memory.get(folder) === mark && (await holdsExactly(to, wanted))) return;
  const found = await lstat(to).catch(() => null);
  if (found !== null && !found.isDirectory()) await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  await removeOthers(to, wanted);
  for (const [name, target] of wanted) await linkEntry(path.join(to, name), target);
  memory.set(folder, mark);
}

/** Names, `@scope/name` and `.bin/name` included, with the target that each link in the slot should have. */
async function entriesOf(root: string, slot: string, folder: string): Promise<Map<string, string>> {
  const from = path.join(root, folder);
  const wanted = new Map<string, string>();
  for (const entry of await readdir(from, { withFileTypes: true }).catch(() => [])) {
    if (leftOut.has(entry.name)) continue;
    const deeper = entry.isDirectory() && (entry.name.startsWith("@") || entry.name === ".bin");
    const inner = deeper ? await readdir(path.join(from, entry.name), { withFileTypes: true }) : [entry];
    for (const one of inner) {
      const name = deeper ? `${entry.name}/${one.name}` : one.name;
      const source = path.join(from, name);
      wanted.set(name, one.isSymbolicLink() ? await movedLink(root, slot, source) : source);
    }
  }
  return wanted;
}

/** A link of the user's (to a workspace package, say) must lead to the slot's own copy of what it leads to. */
async function movedLink(root: string, slot: string, source: string): Promise<string> {
  const target = await readlink(source);
  const absolute = path.resolve(path.dirname(source), target);
  const inside = path.relative(root, absolute);
  if (inside.startsWith("..") || path.isAbsolute(inside)) return absolute;
  return path.isAbsolute(target) ? path.join(slot, inside) : target;
}

async function linkEntry(place: string, target: string): Promise<void> {
  const present = await readlink(place).catch(() => null);
  if (present === target) return;
  await rm(place, { recursive: true, force: true });
  await mkdir(path.dirname(place), { recursive: true });
  await symlink(target, place);
}

async function holdsExactly(directory: string, wanted: ReadonlyMap<string, string>): Promise<boolean> {
  const present = await entriesIn(directory);
  return present.size === wanted.size && [...present].every(([name, isLink]) => isLink && wanted.has(name));
}

async function removeOthers(directory: string, wanted: ReadonlyMap<string, string>): Promise<void> {
  for (const name of (await entriesIn(directory)).keys()) {
    if (!wanted.has(name)) await rm(path.join(directory, name), { recursive: true, force: true });
  }
}

/** What is there, named as `entriesOf` names it, and whether each is a link. */
async function entriesIn(directory: string): Promise<Map<string, boolean>> {
  const present = new Map<string, boolean>();
  for (const entry of await readdir(directory, { withFileTypes: true }).catch(() => [])) {
    const deeper = entry.isDirectory() && (entry.name.startsWith("@") || entry.name === ".bin");
    if (!deeper) present.set(entry.name, entry.isSymbolicLink());
    for (const one of deeper ? await readdir(path.join(directory, entry.name), { withFileTypes: true }) : []) {
      present.set(`${entry.name}/${one.name}`, one.isSymbolicLink());
    }
  }
  return present;
}
