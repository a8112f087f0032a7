// A slot on disk for tests of the gate: real files in a temporary folder, with the change that made them so.
import { chmod, lstat, mkdir, mkdtemp, readlink, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { GateSettings } from "../../../src/core/settings.ts";
import type { ChangedFile, Finding, Verdict } from "../../../src/core/change.ts";
import type { CommandResult, GateInput } from "../../../src/ports/gate.ts";

/** A file's content, or a symbolic link's target, or an executable. */
export type Entry = string | Uint8Array | { readonly link: string } | { readonly executable: string };
export type Tree = Readonly<Record<string, Entry>>;

/** A folder that is deleted when the test has passed, and named when it has failed. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "guardian test-")));
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") console.error(`kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

export async function writeTree(folder: string, tree: Tree): Promise<void> {
  for (const [path, entry] of Object.entries(tree)) {
    const absolute = join(folder, path);
    await mkdir(dirname(absolute), { recursive: true });
    await rm(absolute, { force: true });
    if (typeof entry === "string" || entry instanceof Uint8Array) await writeFile(absolute, entry);
    else if ("link" in entry) await symlink(entry.link, absolute);
    else {
      await writeFile(absolute, entry.executable);
      await chmod(absolute, 0o755);
    }
  }
}

/** Files before; files after (null deletes). */
export interface Scene {
  readonly before?: Tree;
  readonly after?: Readonly<Record<string, Entry | null>>;
  readonly input?: Partial<Omit<GateInput, "directory" | "change">>;
}

/** Makes the slot and the gate's input for it. Everything is declared unless the scene says otherwise. */
/** For files that import or export something only to see where that leads. */
export const quietRules: GateSettings["rules"] = { "policy/unused-import": "off", "policy/unused-export": "off" };

/** Those of a project that brings its own tools; what a test is about is set by it. */
export function gateSettings(over: Partial<GateSettings> = {}): GateSettings {
  return { protect: [], rules: {}, types: "auto", lint: "project", tests: "off", fixes: "safe", network: "off", mutation: "off", ...over };
}

export async function prepare(scene: Scene): Promise<GateInput> {
  const directory = await temporaryFolder();
  const before = scene.before ?? {};
  await writeTree(directory, before);
  const files: ChangedFile[] = [];
  for (const [path, entry] of Object.entries(scene.after ?? {})) {
    if (entry === null) await rm(join(directory, path), { recursive: true });
    else await writeTree(directory, { [path]: entry });
    files.push(await changedFile(directory, path, before[path]));
  }
  const none = "0".repeat(40);
  return {
    directory,
    change: { commit: none, base: none, tree: none, files },
    writes: null,
    provides: [],
    checks: [],
    proof: null,
    // Many of these files import or export something only to see where that leads.
    settings: gateSettings({ rules: quietRules, tests: "affected" }),
    limits: { checkMs: 20_000, checkOutputBytesMax: 200_000 },
    before: async (path) => bytesOf(before[path]),
    baseline: async () => null,
    ...scene.input,
  };
}

async function changedFile(directory: string, path: string, before: Entry | undefined): Promise<ChangedFile> {
  const stats = await lstat(join(directory, path)).catch(() => null);
  const modeBefore = before === undefined ? "000000" : modeOf(before);
  if (stats === null) return { path, status: "deleted", modeBefore, modeAfter: "000000", bytes: 0 };
  const isLink = stats.isSymbolicLink();
  const modeAfter = isLink ? "120000" : (stats.mode & 0o100) === 0 ? "100644" : "100755";
  const bytes = isLink ? (await readlink(join(directory, path))).length : stats.size;
  return { path, status: before === undefined ? "added" : "modified", modeBefore, modeAfter, bytes };
}

function modeOf(entry: Entry): string {
  if (typeof entry === "string" || entry instanceof Uint8Array) return "100644";
  return "link" in entry ? "120000" : "100755";
}

function bytesOf(entry: Entry | undefined): Uint8Array | null {
  if (entry === undefined) return null;
  if (entry instanceof Uint8Array) return entry;
  if (typeof entry === "string") return Buffer.from(entry);
  return Buffer.from("link" in entry ? entry.link : entry.executable);
}

export function ended(command: string, exitCode: number | null, output = ""): CommandResult {
  return { command, exitCode, timedOut: false, output, durationMs: 1 };
}

/** `rule file:line`, for short comparisons. */
export function brief(verdict: Verdict): readonly string[] {
  return verdict.findings.map(briefly);
}

export function briefly({ rule, file, line }: Finding): string {
  return `${rule} ${file ?? "-"}${line === null ? "" : `:${line}`}`;
}

export const neverAborted = new AbortController().signal;
