import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { OrchestratorError } from "../../../src/core/errors.ts";
import { listMissions, missionFolder, newMissionId, prepareStateFolder, stateFolderOf } from "../../../src/store/state-folder.ts";
import type { Clock } from "../../../src/ports/clock.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "orchestrator-state-"));
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") console.log(`The test's folder is kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

async function failureOf(promise: Promise<unknown>): Promise<OrchestratorError> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof OrchestratorError) return thrown;
    throw thrown;
  }
  throw new Error("It did not fail.");
}

function clockAt(iso: string, random: number): Clock {
  return { now: () => Date.parse(iso), sleep: async () => {}, random: () => random };
}

test("git sees nothing of the state but the user's own rules", async () => {
  const folder = await temporaryFolder();
  const git = async (...words: string[]): Promise<string> => (await promisify(execFile)("git", words, { cwd: folder })).stdout;
  await git("init", "--quiet");
  const state = await prepareStateFolder(folder);
  const mission = missionFolder(state, newMissionId(clockAt("2026-11-23T10:15:00Z", 0.3)));
  await mkdir(join(mission.directory, "rules"), { recursive: true });
  await writeFile(join(mission.directory, "journal.jsonl"), "x");
  await writeFile(join(mission.directory, "rules", "x.yml"), "x");
  await mkdir(join(state.directory, "memo"));
  await writeFile(join(state.directory, "memo", "y"), "y");
  expect(await git("status", "--porcelain", "--untracked-files=all")).toBe("");
  await mkdir(join(state.directory, "rules", "deep"), { recursive: true });
  await writeFile(join(state.directory, "rules", "deep", "no-eval.yml"), "id: no-eval");
  expect(await git("status", "--porcelain", "--untracked-files=all")).toBe("?? .opencode/orchestrator/rules/deep/no-eval.yml\n");
});

test("preparing again keeps what is there, a changed .gitignore too", async () => {
  const folder = await temporaryFolder();
  const state = await prepareStateFolder(folder);
  const ignore = join(state.directory, ".gitignore");
  expect(await readFile(ignore, "utf8")).toContain("!/rules/");
  await writeFile(ignore, "mine");
  expect(await prepareStateFolder(folder)).toEqual(state);
  expect(await readFile(ignore, "utf8")).toBe("mine");
});

test("what is not a directory is told", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "file"), "");
  expect((await failureOf(prepareStateFolder(join(folder, "file")))).kind).toBe("not-a-directory");
  expect((await failureOf(prepareStateFolder(join(folder, "missing")))).kind).toBe("not-a-directory");
});

test("a file in the way is not-writable", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, ".opencode"), "mine");
  const failure = await failureOf(prepareStateFolder(folder));
  expect(failure.kind).toBe("not-writable");
  expect(failure.message).toContain(join(folder, ".opencode", "orchestrator"));
  expect(await readFile(join(folder, ".opencode"), "utf8")).toBe("mine");
});

test("a read-only folder is not-writable", async ({ skip }) => {
  skip(process.getuid?.() === 0, "the superuser may write everywhere");
  const folder = await temporaryFolder();
  await chmod(folder, 0o555);
  onTestFinished(() => chmod(folder, 0o755));
  expect((await failureOf(prepareStateFolder(folder))).kind).toBe("not-writable");
});

test("a read-only file system is not-writable, whether or not the state folder is there", async ({ skip }) => {
  const run = promisify(execFile);
  const folder = await temporaryFolder();
  const mounted = await run("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]).then(() => true, () => false);
  skip(!mounted, "mounting a file system needs rights that this user does not have");
  onTestFinished(async () => {
    await run("umount", [folder]);
  });
  await run("mount", ["-o", "remount,ro", folder]);
  expect((await failureOf(prepareStateFolder(folder))).message).toContain("EROFS");
  await run("mount", ["-o", "remount,rw", folder]);
  await prepareStateFolder(folder);
  await run("mount", ["-o", "remount,ro", folder]);
  expect((await failureOf(prepareStateFolder(folder))).message).toContain("EROFS");
  expect(await listMissions(folder)).toEqual([]);
});

test("a link that leads out of the project is refused before anything is made behind it", async () => {
  const outside = await temporaryFolder();
  const folder = await temporaryFolder();
  await symlink(outside, join(folder, ".opencode"));
  const failure = await failureOf(prepareStateFolder(folder));
  expect([failure.kind, failure.message.includes("symbolic link")]).toEqual(["not-writable", true]);
  expect(await readdir(outside)).toEqual([]);
});

test("a folder that is itself reached by a link, and links inside the project, are fine", async () => {
  const folder = await temporaryFolder();
  const real = join(folder, "real");
  await mkdir(join(real, "settings"), { recursive: true });
  await symlink("settings", join(real, ".opencode"));
  await symlink("real", join(folder, "link"));
  const state = await prepareStateFolder(join(folder, "link"));
  expect(state.directory).toBe(join(folder, "link", ".opencode", "orchestrator"));
  expect(await readdir(join(real, "settings", "orchestrator"))).toContain("missions");
});

test("names of missions tell their time and sort by it", () => {
  expect(newMissionId(clockAt("2026-11-23T10:15:00.123Z", 0))).toBe("m-20261123-101500-4f00");
  expect(newMissionId(clockAt("2026-11-23T10:15:00.999Z", 0.999_999_999))).toBe("m-20261123-101500-zyzz");
  const withinOneSecond = [0, 1, 2, 498, 499, 998].map((ms) => newMissionId(clockAt(`2026-11-23T10:15:00.${String(ms).padStart(3, "0")}Z`, 1 / (ms + 2))));
  expect(withinOneSecond.toSorted()).toEqual(withinOneSecond);
});

test("missions are listed newest first, and nothing else is", async () => {
  const folder = await temporaryFolder();
  expect(await listMissions(folder)).toEqual([]);
  const state = await prepareStateFolder(folder);
  const times = ["2026-11-23T10:15:00Z", "2027-01-01T00:00:00Z", "2026-11-23T10:15:01Z"];
  const ids = times.map((time) => newMissionId(clockAt(time, 0.5)));
  for (const id of ids) await mkdir(missionFolder(state, id).directory);
  await mkdir(join(state.missions, "notes"));
  await writeFile(join(state.missions, "m-20300101-000000-aaaa"), "");
  await symlink(folder, join(state.missions, "m-20310101-000000-aaaa"));
  expect((await listMissions(folder)).map(({ id }) => id)).toEqual([ids[1], ids[2], ids[0]]);
  expect((await listMissions(folder))[0]).toEqual(missionFolder(stateFolderOf(folder), ids[1] ?? ""));
});

test.each(["", "..", "../../etc", "m-20261123-101500-a1b2/..", "m-1"])("the name %j is no mission", (id) => {
  expect(() => missionFolder(stateFolderOf("/somewhere"), id)).toThrow(OrchestratorError);
});
