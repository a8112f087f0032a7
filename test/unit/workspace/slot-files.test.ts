// Files from outside are put into a slot, and never where a link leads.
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { putFiles } from "../../../src/workspace/slot-files.ts";
import { temporaryFolder } from "./support.ts";

test("files are written as text or bytes, with their folders, and run if they may", async () => {
  const slot = temporaryFolder();
  await writeFile(join(slot, "old.js"), "old");
  const files = [
    { path: "old.js", content: "new" },
    { path: "a/b/run.sh", content: Buffer.from([0x23, 0xff]), executable: true },
  ];
  expect(await putFiles(slot, files)).toBeNull();
  expect(await putFiles(slot, files)).toBeNull();
  expect(await readFile(join(slot, "old.js"), "utf8")).toBe("new");
  expect([...(await readFile(join(slot, "a/b/run.sh")))]).toEqual([0x23, 0xff]);
  expect((await lstat(join(slot, "a/b/run.sh"))).mode & 0o111).toBe(0o111);
  expect((await lstat(join(slot, "old.js"))).mode & 0o111).toBe(0);
});

test.each(["link/a.js", "link.js", "folder", "file.js/a.js"])("%s is refused, and nothing is written then", async (path) => {
  const [slot, elsewhere] = [temporaryFolder(), temporaryFolder()];
  await writeFile(join(elsewhere, "kept.js"), "kept");
  await writeFile(join(slot, "file.js"), "file");
  await mkdir(join(slot, "folder"));
  await symlink(elsewhere, join(slot, "link"));
  await symlink(join(elsewhere, "kept.js"), join(slot, "link.js"));
  expect(await putFiles(slot, [{ path: "first.js", content: "x" }, { path, content: "x" }])).toBe(path);
  expect((await readdir(slot)).toSorted()).toEqual(["file.js", "folder", "link", "link.js"]);
  expect([await readdir(elsewhere), await readFile(join(elsewhere, "kept.js"), "utf8")]).toEqual([["kept.js"], "kept"]);
});
