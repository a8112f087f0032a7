// The driver of one folder over real files and git, with a host in memory: what it refuses, and that whatever comes back
// can be taken up again by another process.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Driver, type Caller } from "../../../src/compose/driver.ts";
import type { HostClient } from "../../../src/host/client.ts";
import { SessionTable } from "../../../src/host/session-table.ts";
import { schemaVersion } from "../../../src/journal/record.ts";
import { listMissions } from "../../../src/store/state-folder.ts";
import { createSystemClock } from "../../../src/runtime/system-clock.ts";
import { createFakeHost } from "../host/support.ts";

function makeRoot(): string {
  const root = mkdtempSync(join(tmpdir(), "orchestrator-driver-"));
  onTestFinished(({ task }) => {
    if (task.result?.state === "fail") console.log(`The test's folder is kept: ${root}`);
    else rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
  return root;
}

function makeProject(root: string): string {
  const folder = join(root, "project");
  mkdirSync(folder);
  writeFileSync(join(folder, "a.txt"), "a\n");
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=User", "-c", "user.email=user@example.org", "commit", "--quiet", "--message=start");
  return folder;
}

function makeDriver(root: string, folder: string, client: HostClient = createFakeHost()): Driver {
  return new Driver({
    folder,
    configDirectory: join(root, "config"),
    cacheDirectory: join(root, "cache"),
    pluginOptions: {},
    environment: {},
    table: new SessionTable(),
    clock: createSystemClock(),
    client: () => client,
  });
}

function caller(over: Partial<Caller> = {}): Caller {
  return { session: null, model: null, reporter: { tell: () => undefined }, signal: new AbortController().signal, ...over };
}

describe("refused, with nothing begun", () => {
  test.each(["", "  ", "\n\t"])("an empty goal: %j", async (goal) => {
    const root = makeRoot();
    const folder = makeProject(root);
    await expect(makeDriver(root, folder).start(goal, caller())).rejects.toMatchObject({ kind: "goal-empty" });
    expect(await listMissions(folder)).toEqual([]);
  });

  test("a folder that is not there, and a file", async () => {
    const root = makeRoot();
    await expect(makeDriver(root, join(root, "none")).start("goal", caller())).rejects.toMatchObject({ kind: "not-a-directory" });
    writeFileSync(join(root, "file"), "");
    await expect(makeDriver(root, join(root, "file")).start("goal", caller())).rejects.toMatchObject({ kind: "not-a-directory" });
  });

  test("a wrong configuration, with file, line and column", async () => {
    const root = makeRoot();
    const folder = makeProject(root);
    writeFileSync(join(folder, "opencode.toml"), "[orchestrator]\nslots = 0\n");
    const refused = makeDriver(root, folder).start("goal", caller());
    await expect(refused).rejects.toMatchObject({ kind: "config-invalid", message: expect.stringMatching(/opencode\.toml:2:1: slots must be/) });
    expect(await listMissions(folder)).toEqual([]);
  });

  test("resume and stop where there is nothing to take up; status says there was none", async () => {
    const root = makeRoot();
    const driver = makeDriver(root, makeProject(root));
    await expect(driver.resume(caller())).rejects.toMatchObject({ kind: "mission-none" });
    await expect(driver.stop(caller())).rejects.toMatchObject({ kind: "mission-none" });
    expect(driver.pause("why")).toBe(false);
    expect(await driver.status()).toBeNull();
  });
});

describe("a mission that comes back paused", () => {
  test("for want of a model says so, and is another driver's to take up or to stop", async () => {
    const root = makeRoot();
    const folder = makeProject(root);
    const paused = await makeDriver(root, folder).start("goal", caller());
    expect(paused).toMatchObject({ standstill: "paused", view: { paused: expect.stringContaining("No model is configured") } });
    expect(paused.report).toContain("/task resume");
    const again = await makeDriver(root, folder).resume(caller({ model: "else/where" }));
    expect(again.view.paused).toContain("OpenCode has no model else/where. It has scripted/weak");
    const stopped = await makeDriver(root, folder).stop(caller());
    expect(stopped.view).toMatchObject({ phase: "ended", outcome: "cancelled" });
    expect(await listMissions(folder)).toHaveLength(1);
    await expect(makeDriver(root, folder).resume(caller())).rejects.toMatchObject({ kind: "mission-none" });
  });

  test("by an interrupt has told its session to end", async () => {
    const root = makeRoot();
    const off = new AbortController();
    const client = createFakeHost({
      createSession: async () => {
        setTimeout(() => off.abort(), 10);
        return "s1";
      },
    });
    const paused = await makeDriver(root, makeProject(root), client).start("goal", caller({ model: "scripted/weak", signal: off.signal }));
    expect(paused).toMatchObject({ standstill: "paused", view: { paused: "you interrupted it" } });
    expect(client.aborted).toContain("s1");
  });
});

test("while a mission runs, another is refused by this driver and by any other", async () => {
  const root = makeRoot();
  const folder = makeProject(root);
  const client = createFakeHost();
  const driver = makeDriver(root, folder, client);
  const running = driver.start("goal", caller({ model: "scripted/weak" }));
  while (client.turns.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await expect(driver.start("another", caller())).rejects.toMatchObject({ kind: "mission-running" });
  await expect(makeDriver(root, folder).start("another", caller())).rejects.toMatchObject({ kind: "mission-running" });
  await expect(makeDriver(root, folder).resume(caller())).rejects.toMatchObject({ kind: "mission-running" });
  expect(driver.pause("enough")).toBe(true);
  expect((await running).standstill).toBe("paused");
});

test.each([
  { request: "pause", standstill: "paused", told: { paused: "you asked for it" } },
  { request: "stop", standstill: "ended", told: { outcome: "cancelled", reason: "the user stopped it" } },
] as const)("another driver's $request reaches the one that drives", async ({ request, standstill, told }) => {
  const root = makeRoot();
  const folder = makeProject(root);
  const client = createFakeHost();
  const driver = makeDriver(root, folder, client);
  expect(await makeDriver(root, folder).ask(request)).toBeNull();
  const running = driver.start("goal", caller({ model: "scripted/weak" }));
  while (client.turns.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await driver.ask(request)).toBeNull();
  expect(await makeDriver(root, folder).ask(request)).toContain(`process ${process.pid} on `);
  expect(await running).toMatchObject({ standstill, view: told });
  expect(await makeDriver(root, folder).ask(request)).toBeNull();
});

/** Spoils the first line of a mission's journal. */
function damage(directory: string): string {
  const journal = join(directory, "journal.jsonl");
  const damaged = readFileSync(journal, "utf8").replace('"goal":"goal"', '"goal":"gaol"');
  writeFileSync(journal, damaged);
  return damaged;
}

test("a damaged journal of before is told at resume, stays as it is, and does not stand in the way of a new mission", async () => {
  const root = makeRoot();
  const folder = makeProject(root);
  await makeDriver(root, folder).start("goal", caller());
  const [mission] = await listMissions(folder);
  const damaged = damage(mission?.directory ?? "");
  await expect(makeDriver(root, folder).resume(caller())).rejects.toMatchObject({ kind: "journal-damaged", message: expect.stringContaining("line 1") });
  await expect(makeDriver(root, folder).status()).rejects.toMatchObject({ kind: "journal-damaged" });
  expect((await makeDriver(root, folder).start("another", caller())).standstill).toBe("paused");
  expect(readFileSync(join(mission?.directory ?? "", "journal.jsonl"), "utf8")).toBe(damaged);
  expect(await listMissions(folder)).toHaveLength(2);
});

test("a damaged journal does not hide an older mission that can go on, and is told", async () => {
  const root = makeRoot();
  const folder = makeProject(root);
  await makeDriver(root, folder).start("older", caller());
  await makeDriver(root, folder).start("goal", caller());
  const [newer, older] = await listMissions(folder);
  damage(newer?.directory ?? "");
  const told = expect.stringContaining(`Mission ${newer?.id} was passed over`);
  expect(await makeDriver(root, folder).status()).toMatchObject({ view: { mission: older?.id }, passedOver: [told] });
  const resumed = await makeDriver(root, folder).resume(caller());
  expect(resumed).toMatchObject({ view: { mission: older?.id, goal: "older" }, report: told });
  const stopped = await makeDriver(root, folder).stop(caller());
  expect(stopped).toMatchObject({ view: { mission: older?.id, outcome: "cancelled" }, report: told });
});

test("a mission of another version is told at resume if it is the newest, and else stands in nobody's way", async () => {
  const root = makeRoot();
  const folder = makeProject(root);
  await makeDriver(root, folder).start("goal", caller());
  const [mission] = await listMissions(folder);
  // Of a day that no other mission of this test is of: missions are told apart by the second.
  const directory = join(dirname(mission?.directory ?? ""), "m-20250101-000000-aaaa");
  renameSync(mission?.directory ?? "", directory);
  const journal = join(directory, "journal.jsonl");
  const older = readFileSync(journal, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const rest = line.slice('{"checksum":"0123456789abcdef",'.length).replace(`"schema":${schemaVersion}`, '"schema":1');
      return `{"checksum":"${createHash("sha256").update(rest).digest("hex").slice(0, 16)}",${rest}\n`;
    })
    .join("");
  writeFileSync(journal, older);
  const refused = makeDriver(root, folder).resume(caller());
  await expect(refused).rejects.toMatchObject({ kind: "journal-version", message: expect.stringContaining("an older version"), hint: expect.stringContaining("orchestrator/<mission>") });
  expect((await makeDriver(root, folder).start("another", caller())).standstill).toBe("paused");
  const stopped = await makeDriver(root, folder).stop(caller());
  expect(stopped.view.goal).toBe("another");
  await expect(makeDriver(root, folder).resume(caller())).rejects.toMatchObject({ kind: "mission-none" });
  expect(readFileSync(journal, "utf8")).toBe(older);
});
