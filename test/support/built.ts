// Builds dist/ when a source is newer than it, once, also when several test files ask at the same time.
import { execFile } from "node:child_process";
import { mkdir, readdir, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { packageRoot } from "../../scripts/opencode.ts";

const run = promisify(execFile);
const buildMs = 180_000;
const retryMs = 200;

let built: Promise<void> | null = null;

export function ensureBuilt(): Promise<void> {
  built ??= buildWhenStale();
  return built;
}

async function buildWhenStale(): Promise<void> {
  if (await isCurrent()) return;
  await mkdir(join(packageRoot, ".tmp"), { recursive: true });
  const lock = join(packageRoot, ".tmp", "test-build");
  const taken = await takeLock(lock);
  try {
    if (!(await isCurrent())) await build();
  } finally {
    if (taken) await rmdir(lock);
  }
}

async function build(): Promise<void> {
  const tsx = join(packageRoot, "node_modules", "tsx", "dist", "cli.mjs");
  await run(process.execPath, [tsx, join(packageRoot, "scripts", "build.ts")], { cwd: packageRoot, timeout: buildMs });
}

async function isCurrent(): Promise<boolean> {
  const made = await stat(join(packageRoot, "dist", "plugin", "server.js")).catch(() => null);
  if (made === null) return false;
  const source = join(packageRoot, "src");
  const names = (await readdir(source, { recursive: true })).filter((name) => name.endsWith(".ts"));
  const times = await Promise.all(names.map(async (name) => (await stat(join(source, name))).mtimeMs));
  return times.every((time) => time <= made.mtimeMs);
}

/** Whether it was got; one that is held for longer than a build can last was left behind and holds nobody up. */
async function takeLock(lock: string): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < buildMs; waitedMs += retryMs) {
    const made = await mkdir(lock).then(
      () => true,
      () => false,
    );
    if (made) return true;
    await sleep(retryMs);
  }
  return false;
}
