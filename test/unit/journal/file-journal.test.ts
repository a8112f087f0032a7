import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { createFileJournal } from "../../../src/journal/file-journal.ts";
import { createJournalFiles } from "../../../src/journal/files.ts";
import type { JournalFiles } from "../../../src/journal/files.ts";
import { readJournal } from "../../../src/journal/reader.ts";
import { schemaVersion } from "../../../src/journal/record.ts";
import { failureOf, handClock, paused, temporaryFolder } from "./support.ts";

const clock = handClock();

async function filled(count: number): Promise<{ directory: string; path: string }> {
  const directory = await temporaryFolder();
  const journal = createFileJournal({ directory, clock });
  await journal.open();
  await Promise.all(Array.from({ length: count }, (_, index) => journal.append(paused(`event ${index + 1}`))));
  await journal.close();
  return { directory, path: join(directory, "journal.jsonl") };
}

describe("a torn tail", () => {
  test("is cut at any byte, kept beside the journal, and told", async () => {
    const { directory, path } = await filled(3);
    const whole = await readFile(path);
    const lastStart = whole.lastIndexOf("\n", whole.length - 2) + 1;
    let torn = 0;
    for (let bytes = lastStart; bytes < whole.length; bytes += 7) {
      await writeFile(path, whole.subarray(0, bytes));
      const journal = createFileJournal({ directory, clock });
      const opening = await journal.open();
      expect(opening.records).toHaveLength(2);
      expect(opening.tornBytes).toBe(bytes - lastStart);
      if (bytes > lastStart) {
        torn += 1;
        expect(await readFile(join(directory, `journal.torn-${torn}`))).toEqual(whole.subarray(lastStart, bytes));
      }
      await journal.append(paused("event 3 again"));
      await journal.close();
      expect((await readJournal(directory)).records.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    }
  });

  test("of zeros, as a file system may leave it after a loss of power, is one", async () => {
    const { directory, path } = await filled(2);
    await writeFile(path, Buffer.alloc(5000), { flag: "a" });
    const journal = createFileJournal({ directory, clock });
    expect(await journal.open()).toMatchObject({ records: [{}, {}], tornBytes: 5000 });
    await journal.close();
  });

  test("is left alone by a reader", async () => {
    const { directory, path } = await filled(2);
    await writeFile(path, '{"checksum":"12', { flag: "a" });
    const before = await readFile(path);
    const reading = await readJournal(directory);
    expect(reading.records).toHaveLength(2);
    expect(reading.tornBytes).toBe(15);
    expect(await readFile(path)).toEqual(before);
  });
});

describe("damage", () => {
  test("in any line is an error that names it, and nothing on disk changes", async () => {
    const { directory, path } = await filled(5);
    const whole = await readFile(path, "utf8");
    const lines = whole.split("\n").slice(0, -1);
    const line3 = lines[2] ?? "";
    const cases: readonly [number, string][] = [
      [3, whole.replace("event 3", "event 9")],
      [1, whole.replace('"checksum":"', '"checksum":"0')],
      [5, whole.replace("event 5", "event 6")],
      [3, whole.replace(`${line3}\n`, "")],
      [4, whole.replace(`${line3}\n`, `${line3}\n${line3}\n`)],
      [3, whole.replace(line3, "")],
      [3, whole.replace(line3, line3.slice(0, 20))],
      [2, whole.replace("event 2", "event\n2")],
      [1, `\n${whole}`],
      [1, "hello\n"],
    ];
    for (const [line, text] of cases) {
      await writeFile(path, text);
      const before = await readdir(directory);
      const failure = await failureOf(createFileJournal({ directory, clock }).open());
      expect(failure.kind).toBe("journal-damaged");
      expect(failure.message).toContain(`line ${line} `);
      expect((await failureOf(readJournal(directory))).message).toBe(failure.message);
      expect(await readFile(path, "utf8")).toBe(text);
      expect(await readdir(directory)).toEqual(before);
    }
  });

  test("a journal of another version is told apart from a damaged one, and nothing is changed", async () => {
    const { directory, path } = await filled(2);
    for (const [version, words] of [[schemaVersion - 1, "an older version"], [schemaVersion + 1, "a newer version"]] as const) {
      const lines = (await readFile(path, "utf8")).split("\n").slice(0, -1);
      const other = lines.map((line) => {
        const rest = line.slice('{"checksum":"0123456789abcdef",'.length).replace(/"schema":\d+/, `"schema":${version}`);
        return `{"checksum":"${createHash("sha256").update(rest).digest("hex").slice(0, 16)}",${rest}\n`;
      });
      await writeFile(path, other.join(""));
      const failure = await failureOf(createFileJournal({ directory, clock }).open());
      expect(failure.kind).toBe("journal-version");
      expect(failure.message).toContain(words);
      expect(failure.message).toContain(`schema ${version}; this one reads ${schemaVersion}`);
      expect(await readFile(path, "utf8")).toBe(other.join(""));
    }
  });

  test("a flipped bit anywhere is found", async () => {
    const { directory, path } = await filled(2);
    const whole = await readFile(path);
    for (let index = 0; index < whole.length - 1; index++) {
      const flipped = Buffer.from(whole);
      flipped[index] = (flipped[index] ?? 0) ^ 1;
      await writeFile(path, flipped);
      expect((await failureOf(readJournal(directory))).kind).toBe("journal-damaged");
    }
  });

  test("a line longer than any record does not fill the memory", async () => {
    const { directory, path } = await filled(1);
    await truncate(path, 2_000_000_000);
    expect((await failureOf(readJournal(directory))).message).toContain("line 2 is longer than any record");
  });

  test("a link or a folder in the journal's place is not followed or taken", async () => {
    const { path } = await filled(1);
    const linked = await temporaryFolder();
    await symlink(path, join(linked, "journal.jsonl"));
    expect((await failureOf(createFileJournal({ directory: linked, clock }).open())).kind).toBe("journal-damaged");
    const occupied = await temporaryFolder();
    await mkdir(join(occupied, "journal.jsonl"));
    expect((await failureOf(readJournal(occupied))).kind).toBe("journal-damaged");
  });
});

describe("reading as it grows", () => {
  test("goes on from where it was, and starts again if the journal became shorter", async () => {
    const directory = await temporaryFolder();
    expect(await readJournal(directory)).toEqual({ records: [], position: { bytes: 0, sequence: 0 }, tornBytes: 0 });
    const journal = createFileJournal({ directory, clock });
    await journal.open();
    await journal.append(paused("1"));
    const first = await readJournal(directory);
    expect(first.records.map(({ sequence }) => sequence)).toEqual([1]);
    await journal.append(paused("2"));
    await journal.append(paused("3"));
    const second = await readJournal(directory, first.position);
    expect(second.records.map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect((await readJournal(directory, second.position)).records).toEqual([]);
    await journal.close();
    await truncate(join(directory, "journal.jsonl"), first.position.bytes);
    expect((await readJournal(directory, second.position)).records.map(({ sequence }) => sequence)).toEqual([1]);
  });

  test("records larger than a chunk, and on its edges, are whole", async () => {
    const directory = await temporaryFolder();
    const journal = createFileJournal({ directory, clock });
    await journal.open();
    const sizes = [3_000_000, 1, 1024 * 1024 - 120, 1024 * 1024 - 105, 2 * 1024 * 1024, 7];
    for (const size of sizes) await journal.append(paused("ü".repeat(size / 2)));
    await journal.close();
    const { records } = await readJournal(directory);
    expect(records.map(({ event }) => event)).toEqual(sizes.map((size) => paused("ü".repeat(size / 2))));
  });

  test("a record over the limit is refused before it is written", async () => {
    const directory = await temporaryFolder();
    const journal = createFileJournal({ directory, clock });
    await journal.open();
    expect((await failureOf(journal.append(paused("x".repeat(33 * 1024 * 1024))))).message).toContain("33554432");
    expect((await journal.append(paused("small"))).sequence).toBe(1);
    await journal.close();
  });
});

/** The real files, of which writing or syncing fails from some moment on, after a part of the bytes. */
function failingFiles(fault: { when: "write" | "sync" | null; refuseTruncate: boolean }): JournalFiles {
  const real = createJournalFiles();
  const full = (): Error => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  return {
    ...real,
    async open(path, mode) {
      const file = await real.open(path, mode);
      return {
        ...file,
        async write(bytes, position) {
          if (fault.when !== "write") return file.write(bytes, position);
          await file.write(bytes.subarray(0, 10), position);
          throw full();
        },
        sync: () => (fault.when === "sync" ? Promise.reject(full()) : file.sync()),
        truncate: (bytes) => (fault.refuseTruncate ? Promise.reject(full()) : file.truncate(bytes)),
      };
    },
  };
}

describe("a full disk", () => {
  test.each(["write", "sync"] as const)("on %s fails this append and all after it, and takes the line back", async (when) => {
    const directory = await temporaryFolder();
    const fault: Parameters<typeof failingFiles>[0] = { when: null, refuseTruncate: false };
    const journal = createFileJournal({ directory, clock, files: failingFiles(fault) });
    await journal.open();
    await journal.append(paused("kept"));
    const before = await readFile(join(directory, "journal.jsonl"));
    fault.when = when;
    const failures = await Promise.all([failureOf(journal.append(paused("a"))), failureOf(journal.append(paused("b")))]);
    expect(failures.map(({ kind }) => kind)).toEqual(["journal-write", "journal-write"]);
    expect(failures[0].message).toContain("ENOSPC");
    fault.when = null;
    expect((await failureOf(journal.append(paused("c")))).kind).toBe("journal-write");
    await journal.close();
    expect(await readFile(join(directory, "journal.jsonl"))).toEqual(before);
    expect((await journal.open()).records).toHaveLength(1);
    expect((await journal.append(paused("d"))).sequence).toBe(2);
    await journal.close();
  });

  test("that also refuses to take the line back leaves a torn tail", async () => {
    const directory = await temporaryFolder();
    const fault: Parameters<typeof failingFiles>[0] = { when: null, refuseTruncate: true };
    const journal = createFileJournal({ directory, clock, files: failingFiles(fault) });
    await journal.open();
    await journal.append(paused("kept"));
    fault.when = "write";
    await failureOf(journal.append(paused("lost")));
    await journal.close();
    const again = createFileJournal({ directory, clock });
    expect(await again.open()).toMatchObject({ records: [{ sequence: 1 }], tornBytes: 10 });
    await again.close();
  });

  test("is survived on a real one", async ({ skip }) => {
    const directory = await temporaryFolder();
    const run = promisify(execFile);
    const mounted = await run("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", directory]).then(
      () => true,
      () => false,
    );
    skip(!mounted, "mounting a small file system needs rights that this user does not have");
    onTestFinished(async () => {
      await run("umount", [directory]);
    });
    const journal = createFileJournal({ directory, clock });
    await journal.open();
    let acknowledged = 0;
    const failure = await failureOf(
      (async () => {
        for (; acknowledged < 1000; acknowledged++) await journal.append(paused("x".repeat(1000)));
      })(),
    );
    expect(failure.kind).toBe("journal-write");
    expect(failure.message).toContain("ENOSPC");
    await journal.close();
    expect(acknowledged).toBeGreaterThan(10);
    const reading = await readJournal(directory);
    expect([reading.records.length, reading.tornBytes]).toEqual([acknowledged, 0]);
  });

  test("at the opening is journal-write", async () => {
    const directory = await temporaryFolder();
    await writeFile(join(directory, "occupied"), "");
    const journal = createFileJournal({ directory: join(directory, "occupied"), clock });
    expect((await failureOf(journal.open())).kind).toBe("journal-write");
  });
});

describe("a killed process", () => {
  test("loses no acknowledged record, whenever it is killed", async () => {
    const seed = Date.now() % 1_000_000;
    console.log(`kill test, seed ${seed}`);
    let state = seed;
    const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
    const directory = await temporaryFolder();
    let acknowledged = 0;
    for (let round = 0; round < 8; round++) {
      acknowledged = Math.max(acknowledged, await appendUntilKilled(directory, Math.floor(random() * 300)));
      const { records } = await readJournal(directory);
      expect(records.length).toBeGreaterThanOrEqual(acknowledged);
    }
    const journal = createFileJournal({ directory, clock });
    const { records } = await journal.open();
    await journal.close();
    expect(acknowledged).toBeGreaterThan(0);
    expect(records.length).toBeGreaterThanOrEqual(acknowledged);
    expect(records.map(({ event }) => event)).toEqual(records.map(({ sequence }) => paused(`event ${sequence}`)));
  }, 120_000);
});

/** The highest number that the process told as appended before it was killed, `afterMs` after its first. */
function appendUntilKilled(directory: string, afterMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, "append-loop.ts");
    const child = spawn(process.execPath, ["--import", "tsx", script, directory], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    let output = "";
    let timer: NodeJS.Timeout | null = null;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      timer ??= setTimeout(() => child.kill("SIGKILL"), afterMs);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== null) reject(new Error(`The appending process ended by itself, with ${code}.`));
      // A number that is not followed by a newline may have lost digits.
      else resolve(Number(output.split("\n").at(-2) ?? 0));
    });
  });
}
