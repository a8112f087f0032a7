import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { foreignLeaseMs, takeSlotLock } from "../../../src/workspace/slot-lock.ts";
import { temporaryFolder } from "./support.ts";

const file = (): string => path.join(temporaryFolder(), "slot-1.lock");

describe("a slot's lock", () => {
  test("is held once, also against this process, and free after release", async () => {
    const place = file();
    const lock = await takeSlotLock(place, Date.now(), "one");
    expect(lock).not.toBeNull();
    expect(await takeSlotLock(place, Date.now(), "two")).toBeNull();
    await lock?.release();
    expect(existsSync(place)).toBe(false);
    expect(await takeSlotLock(place, Date.now(), "three")).not.toBeNull();
    expect(readdirSync(path.dirname(place))).toEqual(["slot-1.lock"]);
  });

  test("of a process that has ended is taken over", async () => {
    const place = file();
    const { pid } = spawnSync(process.execPath, ["--version"]);
    writeFileSync(place, JSON.stringify({ pid, host: hostname(), startedMs: 0, token: "gone" }));
    expect(await takeSlotLock(place, Date.now(), "new")).not.toBeNull();
    expect(JSON.parse(readFileSync(place, "utf8")).token).toBe("new");
  });

  test("of an earlier process with this one's number is taken over", async () => {
    const place = file();
    writeFileSync(place, JSON.stringify({ pid: process.pid, host: hostname(), startedMs: 1, token: "earlier" }));
    expect(await takeSlotLock(place, Date.now(), "new")).not.toBeNull();
  });

  test("of a living process is left", async () => {
    const place = file();
    writeFileSync(place, JSON.stringify({ pid: process.ppid, host: hostname(), startedMs: 1, token: "parent" }));
    expect(await takeSlotLock(place, Date.now(), "new")).toBeNull();
  });

  test("of another machine counts for its lease", async () => {
    const place = file();
    writeFileSync(place, JSON.stringify({ pid: 1, host: "elsewhere", startedMs: 1, token: "foreign" }));
    expect(await takeSlotLock(place, Date.now(), "new")).toBeNull();
    const old = (Date.now() - foreignLeaseMs - 1000) / 1000;
    utimesSync(place, old, old);
    expect(await takeSlotLock(place, Date.now(), "new")).not.toBeNull();
  });

  test("that is damaged is taken over", async () => {
    const place = file();
    writeFileSync(place, "{");
    expect(await takeSlotLock(place, Date.now(), "new")).not.toBeNull();
  });

  test("goes to one of many that find it stale at once", async () => {
    const place = file();
    writeFileSync(place, "{");
    const tries = await Promise.all(Array.from({ length: 8 }, (_, index) => takeSlotLock(place, Date.now(), `${index}`)));
    expect(tries.filter((lock) => lock !== null)).toHaveLength(1);
  });

  test("release leaves what another has taken since", async () => {
    const place = file();
    const lock = await takeSlotLock(place, Date.now(), "one");
    writeFileSync(place, "another's");
    await lock?.release();
    expect(readFileSync(place, "utf8")).toBe("another's");
  });
});
