// Disks that do not take what is written, through the real OpenCode: a read-only project, and one that is full in the
// middle of a mission. The disks are mounted in a namespace of the run's own, so nothing is left when it ends.
import { execFileSync, spawn } from "node:child_process";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openCodeBinary } from "../../scripts/opencode.ts";
import { makePlace, type MissionPlace } from "../support/mission-harness.ts";
import { missionScript, plan, taskCard } from "../support/mission-script.ts";

const runMs = 60_000;

function canMount(): boolean {
  try {
    execFileSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/tmp"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** `/task` in a shell that mounts first; `$@` is OpenCode. All of it is killed when the time is over. */
function runMounted(place: MissionPlace, shell: string): Promise<string> {
  const task = [openCodeBinary(), "run", "--command", "task", '"Add functions"'];
  const child = spawn("unshare", ["-rm", "--kill-child", "sh", "-c", shell, "sh", ...task], {
    cwd: place.project,
    env: { ...place.home.environment, PWD: place.project },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (output += part.toString()));
  const timer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, "SIGKILL"), runMs);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      clearTimeout(timer);
      if (signal === null) resolve(output);
      else reject(new Error(`it was ended by ${signal} (${exitCode}):\n${output}`));
    });
  });
}

test.skipIf(!canMount())("a read-only project is refused, and says why (skipped where nothing can be mounted)", { timeout: 2 * runMs }, async () => {
  const place = await makePlace({ script: missionScript(plan([taskCard({ id: "one" })], [])) });
  const { project } = place;
  const output = await runMounted(place, `mount --bind "${project}" "${project}" && mount -o remount,bind,ro "${project}" && cd "${project}" && "$@"`);
  expect(output).toContain("not-writable");
  expect(output).toMatch(/cannot be written.*read-only/is);
  expect(place.git("status", "--porcelain")).toBe("");
});

test.skipIf(!canMount())("a disk that is full in the middle pauses, and the mission goes on where there is room (skipped where nothing can be mounted)", { timeout: 4 * runMs }, async () => {
  const tasks = Array.from({ length: 12 }, (_, index) => taskCard({ id: `task${index}`, instruction: `Write it. ${"Mind the details. ".repeat(400)}` }));
  const place = await makePlace({ script: missionScript(plan(tasks, [])), pluginOptions: { reviewers: 0 } });
  const state = join(place.project, ".opencode", "orchestrator");
  const kept = join(place.root, "kept");
  await mkdir(state, { recursive: true });
  const output = await runMounted(place, `mount -t tmpfs -o size=320k none "${state}" && "$@"; cp -r "${state}" "${kept}"`);
  expect(output).toMatch(/no space left|ENOSPC/i);
  expect(output).toMatch(/journal-write|Paused:/);
  expect(place.git("status", "--porcelain", "src", "test")).toBe("");

  await cp(kept, state, { recursive: true });
  const run = await place.runTask("resume", 2 * runMs);
  expect((await place.mission()).state.outcome, run.output).toBe("done");
  expect(await place.read("src/task11.js")).toContain("task11");
});
