// What the plugin changes in instances of slots, and leaves as it is in those of the user's own folders.
import type { Config, PluginInput } from "@opencode-ai/plugin";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SessionTable } from "../../../src/host/session-table.ts";
import { createHooks } from "../../../src/plugin/hooks.ts";
import { cacheDirectory } from "../../../src/config/directories.ts";

function hooksIn(directory: string) {
  const home = { table: new SessionTable(), commands: new Map(), drivers: new Map() };
  return createHooks(home, { client: {}, directory } as unknown as PluginInput, {});
}

async function configured(directory: string): Promise<Config> {
  const config: Config = {};
  await hooksIn(directory).config?.(config);
  return config;
}

async function described(directory: string): Promise<string> {
  const output = { description: "The host's own words.", parameters: {} };
  await hooksIn(directory)["tool.definition"]?.({ toolID: "edit" }, output);
  return output.description;
}

const slot = join(cacheDirectory(process.env), "0123456789abcdef", "slot-1");
const folder = join(tmpdir(), "project");

test("the host keeps no snapshots in slots, and goes on as it was told elsewhere", async () => {
  expect((await configured(slot)).snapshot).toBe(false);
  expect(await configured(folder)).not.toHaveProperty("snapshot");
});

test("the host's tools are described in few words in slots only", async () => {
  expect(await described(slot)).toContain("oldString");
  expect(await described(folder)).toBe("The host's own words.");
});
