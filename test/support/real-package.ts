// A published package that ships its tests, fetched through npm as it was on the day that is pinned, and functions cut
// out of its files so that its own tests fail. It knows no mission and no particular package.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseSync, Visitor } from "oxc-parser";
import type { ScriptedEdit } from "../../src/scripted/index.ts";

const run = promisify(execFile);
const registryMs = 60_000;
export const npmOptions = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"];

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  /** Of the tarball, as the registry tells it. */
  readonly integrity: string;
  /** Dependencies are taken as they were on this day. */
  readonly before: string;
  /** What its tests import; its linters, benchmarks and publishing tools stay out. */
  readonly testDependencies: readonly string[];
  readonly testCommand: string;
}

/** The registry could not be reached, which says nothing about the code that is tested. */
export class RegistryUnreachable extends Error {}

/** Unpacks it into `directory`, with its dependencies installed, and answers the folder of the package. */
export async function fetchPackage(wanted: PublishedPackage, directory: string): Promise<string> {
  const name = `${wanted.name}-${wanted.version}.tgz`;
  await askRegistry(["pack", `${wanted.name}@${wanted.version}`, "--pack-destination", directory, ...npmOptions], directory);
  const found = createHash("sha512").update(await readFile(join(directory, name))).digest("base64");
  if (`sha512-${found}` !== wanted.integrity) throw new Error(`${name} is not what it was: sha512-${found}`);
  await run("tar", ["-xzf", name], { cwd: directory });
  const folder = join(directory, "package");
  const manifest = join(folder, "package.json");
  await writeFile(manifest, trimmed(await readFile(manifest, "utf8"), wanted));
  await writeFile(join(folder, ".gitignore"), "node_modules/\n");
  await askRegistry(["install", `--before=${wanted.before}`, ...npmOptions], folder);
  return folder;
}

export async function askRegistry(args: readonly string[], directory: string): Promise<void> {
  try {
    await run("npm", [...args], { cwd: directory, timeout: registryMs });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new RegistryUnreachable(`npm ${args[0] ?? ""} failed: ${said.slice(0, 500)}`);
  }
}

function trimmed(manifest: string, { testDependencies, testCommand }: PublishedPackage): string {
  const whole = JSON.parse(manifest) as { devDependencies?: Record<string, string> };
  const kept = Object.entries(whole.devDependencies ?? {}).filter(([name]) => testDependencies.includes(name));
  const changed = { ...whole, devDependencies: Object.fromEntries(kept), scripts: { test: testCommand } };
  return `${JSON.stringify(changed, null, 2)}\n`;
}

/** Functions whose bodies are gone from a file, and the edits that write them again. */
export interface Cut {
  readonly path: string;
  readonly text: string;
  readonly edits: readonly Extract<ScriptedEdit, { old: string }>[];
}

interface Span {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** The body, braces included. */
  readonly body: { readonly start: number; readonly end: number };
}

/** Cuts each named function (declared, assigned to a property, or a method) out of a file of the folder, on disk as well. */
export async function cutFunctions(folder: string, path: string, names: readonly string[]): Promise<Cut> {
  const original = await readFile(join(folder, path), "utf8");
  const spans = functionsOf(path, original).filter(({ name }) => names.includes(name));
  if (spans.length !== names.length) throw new Error(`${path} does not have each of ${names.join(", ")} once.`);
  const edits = spans.map(({ name, start, end, body }) => {
    const stub = `{\n  throw new Error('${name} is not written yet')\n}`;
    return { path, old: original.slice(start, body.start) + stub + original.slice(body.end, end), new: original.slice(start, end) };
  });
  const text = edits.reduce((before, edit) => before.replace(edit.new, () => edit.old), original);
  await writeFile(join(folder, path), text);
  return { path, text, edits };
}

function functionsOf(path: string, text: string): readonly Span[] {
  const spans: Span[] = [];
  new Visitor({
    FunctionDeclaration: ({ id, body, start, end }) => {
      if (id !== null && body !== null) spans.push({ name: id.name, start, end, body });
    },
    MethodDefinition: ({ key, value, start, end }) => {
      if (key.type === "Identifier" && value.body !== null) spans.push({ name: key.name, start, end, body: value.body });
    },
    AssignmentExpression: ({ left, right, start, end }) => {
      if (left.type !== "MemberExpression" || left.property.type !== "Identifier") return;
      if (right.type !== "FunctionExpression" || right.body === null) return;
      spans.push({ name: left.property.name, start, end, body: right.body });
    },
  }).visit(parseSync(path, text).program);
  return spans;
}
