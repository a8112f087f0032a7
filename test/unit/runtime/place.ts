// A small repository with a mission's workspace on it, for effects that are run for real.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Workspace } from "../../../src/ports/workspace.ts";
import { createWorkspace } from "../../../src/workspace/workspace.ts";

export const never = new AbortController().signal;

export interface Place {
  readonly root: string;
  readonly workspace: Workspace;
  readonly base: string;
}

export async function makePlace(files: Readonly<Record<string, string>>): Promise<Place> {
  const root = mkdtempSync(join(tmpdir(), "orchestrator-effects-"));
  const folder = join(root, "project");
  put(folder, files);
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=User", "-c", "user.email=user@example.org", "commit", "--quiet", "--message=start");
  const workspace = createWorkspace({ folder, mission: "m-1", stateDirectory: join(root, "state"), cacheDirectory: join(root, "cache"), slotsMax: 3 });
  onTestFinished(async ({ task }) => {
    await workspace.dispose();
    if (task.result?.state === "fail") console.log(`The test's folder is kept: ${root}`);
    else rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
  const { base } = await workspace.capture(never);
  return { root, workspace, base };
}

export function put(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

