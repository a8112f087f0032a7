import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Workspace } from "../../../src/ports/workspace.ts";
import {
  configurationFileBytesMax,
  configurationFilesMax,
  copyConfiguration,
} from "../../../src/workspace/configuration.ts";
import { by, git, never, repositoryWith, temporaryFolder, workspaceOn, write } from "./support.ts";

const project = {
  ".gitignore": "node_modules/\n.venv/\nvendor/\n.env\n.opencode/\nopencode.json\nopencode.toml\n",
  "package.json": "{}",
  "packages/one/package.json": "{}",
  "packages/one/index.js": "exports.one = 'users';",
};

/** A project as npm leaves it: packages, a scope, a workspace link, `.bin`, caches, a lock of its own. */
function installed(): string {
  const folder = repositoryWith(path.join(temporaryFolder(), "repo"), project);
  write(folder, {
    "node_modules/plain/index.js": "exports.plain = 1;",
    "node_modules/plain/bin.js": "#!/usr/bin/env node\nconsole.log('ran');",
    "node_modules/@scope/inner/index.js": "exports.inner = 1;",
    "node_modules/.cache/tool/state": "warm",
    "node_modules/.vite/state": "warm",
    "node_modules/.package-lock.json": "{}",
    "packages/one/node_modules/local/index.js": "exports.local = 1;",
  });
  mkdirSync(path.join(folder, "node_modules", ".bin"));
  symlinkSync("../plain/bin.js", path.join(folder, "node_modules", ".bin", "plain"));
  symlinkSync("../packages/one", path.join(folder, "node_modules", "one"));
  symlinkSync(path.join(folder, "packages", "one"), path.join(folder, "node_modules", "one-absolute"));
  return folder;
}

async function slotOf(folder: string): Promise<{ workspace: Workspace; slot: string; base: string }> {
  const workspace = workspaceOn(folder, { slotsMax: 1 });
  const { base } = await workspace.capture(never);
  const [slot = ""] = await workspace.warm(base, 1, never);
  return { workspace, slot, base };
}

/** Takes the one slot and gives it back, after writing something so that it is reset. */
async function resetSlot(workspace: Workspace, base: string): Promise<void> {
  const slot = await workspace.acquire(base, null, never);
  write(slot.directory, { "left over": "x" });
  workspace.release(slot);
  workspace.release(await workspace.acquire(base, null, never));
}

describe("dependencies in a slot", () => {
  test("are real folders of links to the user's packages, and links among packages lead into the slot", async () => {
    const folder = installed();
    const { slot } = await slotOf(folder);
    const modules = path.join(slot, "node_modules");
    expect(lstatSync(modules).isDirectory()).toBe(true);
    expect(readdirSync(modules).sort()).toEqual([".bin", ".package-lock.json", "@scope", "one", "one-absolute", "plain"]);
    expect(realpathSync(path.join(modules, "plain"))).toBe(path.join(folder, "node_modules", "plain"));
    expect(lstatSync(path.join(modules, "@scope")).isDirectory()).toBe(true);
    expect(realpathSync(path.join(modules, "@scope", "inner"))).toBe(path.join(folder, "node_modules", "@scope", "inner"));
    expect(readlinkSync(path.join(modules, "one"))).toBe("../packages/one");
    expect(realpathSync(path.join(modules, "one"))).toBe(path.join(slot, "packages", "one"));
    expect(realpathSync(path.join(modules, "one-absolute"))).toBe(path.join(slot, "packages", "one"));
    expect(readlinkSync(path.join(modules, ".bin", "plain"))).toBe("../plain/bin.js");
    expect(existsSync(path.join(modules, ".bin", "plain"))).toBe(true);
    expect(readdirSync(path.join(slot, "packages", "one", "node_modules"))).toEqual(["local"]);
  });

  test("never show up in a change, whatever a task does to the ignore rules", async () => {
    const { workspace, base } = await slotOf(installed());
    const slot = await workspace.acquire(base, null, never);
    expect(await workspace.collect(slot, by("t"))).toBeNull();
    write(slot.directory, { "node_modules/plain.js": "x" });
    expect(await workspace.collect(slot, by("t"))).toBeNull();
    write(slot.directory, { ".gitignore": "" });
    expect((await workspace.collect(slot, by("t")))?.files.map((file) => file.path)).toEqual([".gitignore"]);
    workspace.release(slot);
  });

  test("that no rule ignores are linked and stay out of changes", async () => {
    const folder = repositoryWith(path.join(temporaryFolder(), "repo"), { a: "a" });
    write(folder, { "node_modules/x/index.js": "" });
    const { workspace, base, slot } = await slotOf(folder);
    expect(readdirSync(path.join(slot, "node_modules"))).toEqual(["x"]);
    const held = await workspace.acquire(base, null, never);
    expect(await workspace.collect(held, by("t"))).toBeNull();
    workspace.release(held);
  });

  test("survive a reset, and what a task put among them does not", async () => {
    const folder = installed();
    const { workspace, base, slot } = await slotOf(folder);
    const inode = lstatSync(path.join(slot, "node_modules")).ino;
    write(slot, { "node_modules/stray/index.js": "", "node_modules/.cache/own": "" });
    rmSync(path.join(slot, "node_modules", "plain"));
    rmSync(path.join(slot, "node_modules", "@scope", "inner"));
    write(slot, { "node_modules/plain/index.js": "installed here", "node_modules/@scope/inner/index.js": "too" });
    await resetSlot(workspace, base);
    expect(lstatSync(path.join(slot, "node_modules")).ino).toBe(inode);
    expect(existsSync(path.join(slot, "node_modules", "stray"))).toBe(false);
    expect(readFileSync(path.join(slot, "node_modules", "plain", "index.js"), "utf8")).toBe("exports.plain = 1;");
    expect(lstatSync(path.join(slot, "node_modules", "@scope", "inner")).isSymbolicLink()).toBe(true);
    expect(existsSync(path.join(folder, "node_modules", "plain", "index.js"))).toBe(true);
  });

  test("follow the user's: a package added, one removed, the folder made or removed", async () => {
    const folder = installed();
    const { workspace, base, slot } = await slotOf(folder);
    write(folder, { "node_modules/added/index.js": "", "node_modules/@scope/second/index.js": "" });
    rmSync(path.join(folder, "node_modules", "plain"), { recursive: true });
    await resetSlot(workspace, base);
    const names = readdirSync(path.join(slot, "node_modules"));
    expect([names.includes("added"), names.includes("plain")]).toEqual([true, false]);
    expect(readdirSync(path.join(slot, "node_modules", "@scope"))).toEqual(["inner", "second"]);
    rmSync(path.join(folder, "node_modules"), { recursive: true });
    await resetSlot(workspace, base);
    expect(existsSync(path.join(slot, "node_modules"))).toBe(false);
    write(folder, { "node_modules/back/index.js": "" });
    await resetSlot(workspace, base);
    expect(readdirSync(path.join(slot, "node_modules"))).toEqual(["back"]);
  });

  test("other languages' folders at the top are linked by their entries", async () => {
    const folder = installed();
    write(folder, { ".venv/bin/python": "#!", ".venv/pyvenv.cfg": "", "vendor/autoload.php": "", "src/vendor/own.js": "1" });
    const { slot } = await slotOf(folder);
    expect(lstatSync(path.join(slot, ".venv")).isDirectory()).toBe(true);
    expect(realpathSync(path.join(slot, ".venv", "bin"))).toBe(path.join(folder, ".venv", "bin"));
    expect(readdirSync(path.join(slot, "vendor"))).toEqual(["autoload.php"]);
    expect(existsSync(path.join(slot, "src"))).toBe(false);
  });

  test("pnpm's layout resolves inside the slot", async () => {
    const folder = repositoryWith(path.join(temporaryFolder(), "repo"), project);
    write(folder, { "node_modules/.pnpm/foo@1.0.0/node_modules/foo/index.js": "exports.foo = 1;" });
    symlinkSync(".pnpm/foo@1.0.0/node_modules/foo", path.join(folder, "node_modules", "foo"));
    const { slot } = await slotOf(folder);
    expect(readFileSync(path.join(slot, "node_modules", "foo", "index.js"), "utf8")).toBe("exports.foo = 1;");
    expect(realpathSync(path.join(slot, "node_modules", "foo"))).toContain(path.join(folder, "node_modules", ".pnpm"));
  });

  test("a link that leaves the repository still leads to the same place", async () => {
    const folder = installed();
    write(path.dirname(folder), { "library/index.js": "outside" });
    symlinkSync("../../library", path.join(folder, "node_modules", "library"));
    const { slot } = await slotOf(folder);
    expect(readFileSync(path.join(slot, "node_modules", "library", "index.js"), "utf8")).toBe("outside");
  });

  test("are not made through a link in the commit that leads out of the slot", async () => {
    const folder = installed();
    const outside = path.join(path.dirname(folder), "outside");
    mkdirSync(outside);
    const { workspace, base } = await slotOf(folder);
    const held = await workspace.acquire(base, null, never);
    rmSync(path.join(held.directory, "packages", "one"), { recursive: true });
    symlinkSync(outside, path.join(held.directory, "packages", "one"));
    const change = await workspace.collect(held, by("t"));
    write(held.directory, { stray: "x" });
    workspace.release(held);
    workspace.release(await workspace.acquire(change?.commit ?? "", null, never));
    expect(readdirSync(outside)).toEqual([]);
  });

  test("a package that a commit does not have gets none", async () => {
    const { workspace, base, slot } = await slotOf(installed());
    const held = await workspace.acquire(base, null, never);
    rmSync(path.join(held.directory, "packages"), { recursive: true });
    const change = await workspace.collect(held, by("t"));
    workspace.release(held);
    await resetSlot(workspace, change?.commit ?? "");
    expect(existsSync(path.join(slot, "packages", "one", "index.js"))).toBe(false);
    await resetSlot(workspace, base);
    expect(readdirSync(path.join(slot, "packages", "one", "node_modules"))).toEqual(["local"]);
  });
});

describe("project configuration in a slot", () => {
  test("is the user's, ignored or not, without secrets and state", async () => {
    const folder = installed();
    write(folder, {
      "opencode.json": '{"theme":"x"}',
      "opencode.toml": "[orchestrator]\n",
      ".env": "KEY=secret",
      ".opencode/command/c.md": "command",
      ".opencode/.env": "KEY=secret",
      ".opencode/orchestrator/missions/m/journal.jsonl": "{}",
      ".opencode/package.json": "{}",
      ".opencode/node_modules/@opencode-ai/plugin/index.js": "",
    });
    symlinkSync("c.md", path.join(folder, ".opencode", "command", "link.md"));
    const { slot } = await slotOf(folder);
    expect(readFileSync(path.join(slot, "opencode.json"), "utf8")).toBe('{"theme":"x"}');
    expect(existsSync(path.join(slot, "opencode.toml"))).toBe(true);
    expect(readdirSync(path.join(slot, ".opencode")).sort()).toEqual(["command", "node_modules", "package.json"]);
    expect(readFileSync(path.join(slot, ".opencode", "command", "link.md"), "utf8")).toBe("command");
    expect(existsSync(path.join(slot, ".env"))).toBe(false);
    expect(existsSync(path.join(slot, ".opencode", "node_modules", "@opencode-ai", "plugin", "index.js"))).toBe(true);
  });

  test("is the user's again after a task changed it, and no part of the change", async () => {
    const folder = installed();
    write(folder, { "opencode.json": "{}" });
    const { workspace, base, slot } = await slotOf(folder);
    const held = await workspace.acquire(base, null, never);
    write(held.directory, { "opencode.json": "changed", ".gitignore": "node_modules\n" });
    expect((await workspace.collect(held, by("t")))?.files.map((file) => file.path)).toEqual([".gitignore"]);
    workspace.release(held);
    write(folder, { "opencode.json": '{"later":true}' });
    await resetSlot(workspace, base);
    expect(readFileSync(path.join(slot, "opencode.json"), "utf8")).toBe('{"later":true}');
    expect(git(folder, "status", "--porcelain")).toBe("");
  });

  test("ends at its limits", async () => {
    const top = temporaryFolder();
    const many = Object.fromEntries(Array.from({ length: configurationFilesMax + 5 }, (_, index) => [`c/${index}`, ""]));
    write(path.join(top, "user"), { ...many, "large.json": "x".repeat(configurationFileBytesMax + 1) });
    mkdirSync(path.join(top, "slot"));
    expect(await copyConfiguration(path.join(top, "user"), path.join(top, "slot"), ["large.json"])).toBe(0);
    expect(await copyConfiguration(path.join(top, "user"), path.join(top, "slot"), ["c"])).toBe(configurationFilesMax);
  });

  test("is not written through a link that leads out of the slot", async () => {
    const top = temporaryFolder();
    write(path.join(top, "user"), { ".opencode/x.md": "x" });
    mkdirSync(path.join(top, "slot"));
    mkdirSync(path.join(top, "outside"));
    symlinkSync("../outside", path.join(top, "slot", ".opencode"));
    expect(await copyConfiguration(path.join(top, "user"), path.join(top, "slot"), [".opencode"])).toBe(0);
    expect(readdirSync(path.join(top, "outside"))).toEqual([]);
  });
});
