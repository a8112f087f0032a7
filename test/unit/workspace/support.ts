// Real repositories in temporary folders for the workspace's tests. A failing test keeps its folder and prints it.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Change } from "../../../src/core/change.ts";
import type { Authorship, Slot, Workspace } from "../../../src/ports/workspace.ts";
import { createWorkspace, type WorkspaceOptions } from "../../../src/workspace/workspace.ts";

export const never = new AbortController().signal;

export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "orchestrator-workspace-")));
  onTestFinished(({ task }) => {
    if (task.result?.state === "fail") console.error(`kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function git(folder: string, ...args: string[]): string {
  const identity = ["-c", "user.name=user", "-c", "user.email=user@example.org", "-c", "protocol.file.allow=always"];
  return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim();
}

/** Writes files by path; makes their folders. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
}

/** A repository with one commit of these files. */
export function repositoryWith(folder: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "--quiet", "--initial-branch=main");
  write(folder, files);
  git(folder, "add", "--all", "--force");
  git(folder, "commit", "--quiet", "--allow-empty", "--message=first");
  return folder;
}

/** A workspace on `folder`, disposed at the end of the test. */
export function workspaceOn(folder: string, more: Partial<WorkspaceOptions> = {}): Workspace {
  const workspace = createWorkspace({
    folder,
    mission: "m-1",
    stateDirectory: path.join(folder, ".opencode", "orchestrator"),
    cacheDirectory: path.join(path.dirname(folder), "cache"),
    slotsMax: 2,
    ...more,
  });
  onTestFinished(() => workspace.dispose());
  return workspace;
}

export function by(task: string, attempt = 1): Authorship {
  return { mission: "m-1", task, attempt, title: `Do ${task}` };
}

/** One task's work: a slot at `base`, what `edit` does there, and the change that it makes. */
export async function changeFrom(
  workspace: Workspace,
  base: string,
  task: string,
  edit: (directory: string) => void,
): Promise<Change> {
  const slot: Slot = await workspace.acquire(base, null, never);
  try {
    edit(slot.directory);
    const change = await workspace.collect(slot, by(task));
    if (change === null) throw new Error(`${task} changed nothing`);
    return change;
  } finally {
    workspace.release(slot);
  }
}

/** Merges cleanly onto trunk and advances it. */
export async function integrate(workspace: Workspace, change: Change, task: string): Promise<string> {
  const merge = await workspace.merge(change, by(task));
  if (merge.outcome !== "clean") throw new Error(`${task} conflicts: ${JSON.stringify(merge.files)}`);
  await workspace.advance(merge.change, by(task));
  return merge.change.commit;
}
