import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { OrchestratorError } from "../../../src/core/errors.ts";
import { createFileStore } from "../../../src/store/file-store.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "orchestrator-store-"));
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") console.log(`The test's folder is kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

async function kindOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof OrchestratorError) return thrown.kind;
    throw thrown;
  }
  return "none";
}

test("what is written is read, with its folders made, and nothing else is left", async () => {
  const store = createFileStore({ directory: join(await temporaryFolder(), "m-1") });
  expect(await store.read("plan.json")).toBeNull();
  await store.write("plan.json", "{}");
  await store.write("tasks/token/1/prompt ü.md", "Ünïcödé\r\n🎉");
  await store.write("plan.json", '{"tasks": []}');
  await store.write("empty", "");
  expect(await store.read("plan.json")).toBe('{"tasks": []}');
  expect(await store.read("tasks/token/1/prompt ü.md")).toBe("Ünïcödé\r\n🎉");
  expect(await store.read("empty")).toBe("");
  expect(await store.read("tasks/token/2/prompt.md")).toBeNull();
  expect(await store.read("plan.json/inner")).toBeNull();
  expect((await readdir(store.directory)).sort()).toEqual(["empty", "plan.json", "tasks"]);
  expect(await readdir(join(store.directory, "tasks/token/1"))).toEqual(["prompt ü.md"]);
});

test("a reader sees the old file or the new one, never a part", async () => {
  const store = createFileStore({ directory: await temporaryFolder() });
  const versions = ["a", "b", "c"].map((letter) => letter.repeat(500_000));
  await store.write("report.md", versions[0] ?? "");
  let isWriting = true;
  const writing = (async () => {
    for (let round = 0; round < 30; round++) await store.write("report.md", versions[round % 3] ?? "");
    isWriting = false;
  })();
  const seen = new Set<string | null>();
  while (isWriting) seen.add(await store.read("report.md"));
  await writing;
  for (const text of seen) expect(versions.includes(text ?? "nothing")).toBe(true);
});

test("many writes of one file at once leave one of them whole", async () => {
  const store = createFileStore({ directory: await temporaryFolder() });
  await Promise.all(Array.from({ length: 20 }, (_, index) => store.write("plan.json", String(index).repeat(1000))));
  expect(await store.read("plan.json")).toMatch(/^(\d|\d\d)\1{999}$/);
  expect(await readdir(store.directory)).toEqual(["plan.json"]);
});

test.each(["", "/etc/x", "../x", "a/../../x", "a/..", ".", "./a", "a//b", "a/", "a\\b", "c:/x", "a\0b"])(
  "the path %j is a defect",
  async (path) => {
    const store = createFileStore({ directory: await temporaryFolder() });
    expect(await kindOf(store.write(path, "x"))).toBe("internal");
    expect(await kindOf(store.read(path))).toBe("internal");
    expect(await readdir(store.directory)).toEqual([]);
  },
);

test("a link out of the folder is not followed, and no folder is made behind it", async () => {
  const outside = await temporaryFolder();
  await writeFile(join(outside, "secret"), "secret");
  const store = createFileStore({ directory: await temporaryFolder() });
  await symlink(outside, join(store.directory, "tasks"));
  await symlink(join(outside, "secret"), join(store.directory, "plan.json"));
  expect(await kindOf(store.write("tasks/a/1/prompt.md", "x"))).toBe("internal");
  expect(await kindOf(store.read("tasks/secret"))).toBe("internal");
  expect(await kindOf(store.read("plan.json"))).toBe("internal");
  await store.write("plan.json", "ours");
  expect(await readFile(join(outside, "secret"), "utf8")).toBe("secret");
  expect(await store.read("plan.json")).toBe("ours");
  expect(await readdir(outside)).toEqual(["secret"]);
});

test("what cannot be written is told, and leaves no temporary file", async () => {
  const store = createFileStore({ directory: await temporaryFolder() });
  await mkdir(join(store.directory, "report.md"));
  await writeFile(join(store.directory, "report.md", "inner"), "");
  expect(await kindOf(store.write("report.md", "x"))).toBe("not-writable");
  expect(await kindOf(store.write("report.md/inner/x", "x"))).toBe("not-writable");
  expect(await readdir(store.directory)).toEqual(["report.md"]);
});
