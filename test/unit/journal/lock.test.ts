import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createFileJournal } from "../../../src/journal/file-journal.ts";
import { assertUnlocked, takeLock } from "../../../src/journal/lock.ts";
import { describeOwner } from "../../../src/journal/owner.ts";
import type { LockOwner } from "../../../src/journal/owner.ts";
import { readJournal } from "../../../src/journal/reader.ts";
import { createSystemClock } from "../../../src/runtime/system-clock.ts";
import { failureOf, handClock, paused, temporaryFolder } from "./support.ts";

const leaseMs = 60_000;

async function ownerHere(changes: Partial<LockOwner> = {}): Promise<LockOwner> {
  return { ...(await describeOwner(1_764_000_000_000, leaseMs)), ...changes };
}

async function locksIn(directory: string): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => name.startsWith("journal.lock"));
}

/** A child that lives until the test ends, or is ended now. */
async function childProcess(): Promise<{ pid: number; end(): Promise<void> }> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  return {
    pid: child.pid ?? 0,
    async end() {
      child.kill("SIGKILL");
      await once(child, "close");
    },
  };
}

describe("an owner", () => {
  test("that lives keeps others off; once it is dead its lock is taken over at once", async () => {
    const directory = await temporaryFolder();
    const clock = handClock();
    const child = await childProcess();
    await takeLock(directory, await ownerHere({ pid: child.pid, started: null }), clock);
    const failure = await failureOf(takeLock(directory, await ownerHere(), clock));
    expect([failure.kind, failure.message.includes(`process ${child.pid} `)]).toEqual(["mission-running", true]);
    await child.end();
    const lock = await takeLock(directory, await ownerHere(), clock);
    expect(await lock.isHeld()).toBe(true);
    expect(await locksIn(directory)).toEqual(["journal.lock-2"]);
    await lock.release();
  });

  test("whose number a later process has is dead", async () => {
    const directory = await temporaryFolder();
    const clock = handClock();
    const before = await takeLock(directory, await ownerHere({ started: "1" }), clock);
    const lock = await takeLock(directory, await ownerHere(), clock);
    await before.release();
    expect((await failureOf(assertUnlocked(directory, clock))).message).toContain(`process ${process.pid} `);
    await lock.release();
    await assertUnlocked(directory, clock);
  });

  test("on another machine is judged by its lease alone", async () => {
    const directory = await temporaryFolder();
    const clock = handClock();
    const far = await takeLock(directory, await ownerHere({ machine: "elsewhere", host: "elsewhere", pid: 999_999_999 }), clock);
    clock.time += leaseMs;
    expect((await failureOf(takeLock(directory, await ownerHere(), clock))).message).toContain("on elsewhere");
    clock.time += 1;
    const lock = await takeLock(directory, await ownerHere(), clock);
    expect(await lock.isHeld()).toBe(true);
    expect(await far.isHeld()).toBe(false);
    await Promise.all([far.release(), lock.release()]);
  });

  test("that was stopped for longer than its lease notices before it writes", async () => {
    const directory = await temporaryFolder();
    const [slowClock, clock] = [handClock(), handClock()];
    const slow = createFileJournal({ directory, clock: slowClock, leaseMs });
    await slow.open();
    await slow.append(paused("1"));
    clock.time += leaseMs + 1;
    const next = createFileJournal({ directory, clock, leaseMs });
    expect((await next.open()).records).toHaveLength(1);
    await next.append(paused("2"));
    slowClock.time = clock.time;
    const failure = await failureOf(slow.append(paused("2, of the wrong owner")));
    expect([failure.kind, failure.message.includes("taken the mission over")]).toEqual(["journal-write", true]);
    await slow.close();
    await next.append(paused("3"));
    await next.close();
    expect((await readJournal(directory)).records.map(({ event }) => event)).toEqual([paused("1"), paused("2"), paused("3")]);
  });

  test("that was stopped, while nobody else came, goes on", async () => {
    const directory = await temporaryFolder();
    const clock = handClock();
    const journal = createFileJournal({ directory, clock, leaseMs });
    await journal.open();
    clock.time += leaseMs * 10;
    expect((await journal.append(paused("1"))).sequence).toBe(1);
    await journal.close();
  });

  test("renews its lease while it lives", async () => {
    const directory = await temporaryFolder();
    const clock = handClock();
    const lock = await takeLock(directory, await ownerHere({ machine: "elsewhere", leaseMs: 30 }), clock);
    clock.time += 1_000_000;
    const path = join(directory, "journal.lock-1");
    while ((await stat(path)).mtimeMs < clock.time) await clock.sleep(5);
    expect((await failureOf(takeLock(directory, await ownerHere(), clock))).kind).toBe("mission-running");
    await lock.release();
  });

  test("whose lock file was deleted by hand loses the mission", async () => {
    const directory = await temporaryFolder();
    const clock = handClock();
    const lock = await takeLock(directory, await ownerHere(), clock);
    await rm(join(directory, "journal.lock-1"));
    clock.time += leaseMs + 1;
    expect(await lock.isHeld()).toBe(false);
    await lock.release();
    expect(await locksIn(directory)).toEqual([]);
  });
});

describe("a lock file", () => {
  test("without an owner in it keeps others off for as long as it may be being written", async () => {
    const directory = await temporaryFolder();
    const clock = createSystemClock();
    const path = join(directory, "journal.lock-7");
    await writeFile(path, "");
    const failure = await failureOf(takeLock(directory, await ownerHere(), clock));
    expect([failure.kind, failure.hint.includes(path)]).toEqual(["mission-running", true]);
    await writeFile(path, "{}");
    const later = handClock(Date.now() + 60_000);
    const lock = await takeLock(directory, await ownerHere(), later);
    expect(await locksIn(directory)).toEqual(["journal.lock-8"]);
    await lock.release();
  });

  test("says after closing that it is released, and its number goes on", async () => {
    const directory = await temporaryFolder();
    const clock = handClock();
    for (const number of [1, 2, 3]) {
      const lock = await takeLock(directory, await ownerHere(), clock);
      await lock.release();
      expect(await locksIn(directory)).toEqual([`journal.lock-${number}`]);
      expect(await readFile(join(directory, `journal.lock-${number}`), "utf8")).toBe("released\n");
    }
  });

  test("of a dead owner goes to exactly one of many who want it", async () => {
    const directory = await temporaryFolder();
    const clock = handClock();
    for (let round = 0; round < 20; round++) {
      const dead = await ownerHere({ machine: "elsewhere" });
      await takeLock(directory, dead, clock);
      clock.time += leaseMs + 1;
      const owners = await Promise.all(Array.from({ length: 8 }, () => ownerHere()));
      const outcomes = await Promise.allSettled(owners.map((owner) => takeLock(directory, owner, clock)));
      const winners = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
      expect(winners).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ kind: "mission-running" });
      }
      expect(await locksIn(directory)).toHaveLength(1);
      for (const winner of winners) await winner.release();
    }
  });

  test("goes to exactly one of many processes", async () => {
    const directory = await temporaryFolder();
    const script = join(import.meta.dirname, "open-once.ts");
    const answers = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = spawn(process.execPath, ["--import", "tsx", script, directory], { stdio: ["pipe", "pipe", "inherit"] });
        onTestFinished(() => void child.kill("SIGKILL"));
        const [answer] = await once(child.stdout.setEncoding("utf8"), "data");
        return { answer: String(answer).trim(), child };
      }),
    );
    for (const { child } of answers) {
      child.stdin.end();
      await once(child, "close");
    }
    expect(answers.map(({ answer }) => answer).sort()).toEqual(["mission-running", "mission-running", "mission-running", "opened"]);
  });
});
