// The generated files are current, and the schema's defaults are the ones that run.
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { documentFile, renderDocument, renderSchema, schemaFile } from "../../../scripts/schema.ts";
import { defaultSettings } from "../../../src/config/defaults.ts";
import { loadSettings, type WrittenSettings } from "../../../src/config/load.ts";
import { configurationSchema } from "../../../src/config/schema.ts";
import { leavesOf } from "../../../src/config/schema-node.ts";

describe("the configuration's schema", () => {
  test("opencode-orchestrator.schema.json is what scripts/schema.ts writes", async () => {
    expect(await readFile(schemaFile, "utf8")).toBe(await renderSchema());
  });

  test("docs/configuration.md documents every key, as scripts/schema.ts writes it", async () => {
    const document = await readFile(documentFile, "utf8");
    expect(document).toBe(await renderDocument(document));
    for (const { path, node } of leavesOf((await configurationSchema()).node)) {
      const table = document.split(`### \`[${["orchestrator", ...path.slice(0, -1)].join(".")}]\``)[1]?.split("###")[0];
      expect(table).toContain(`| \`${path.at(-1)}\` | `);
      expect(node.description).toBeTruthy();
    }
  });

  test("every default that the schema tells is accepted, and is the one that runs", async () => {
    const written: Record<string, unknown> = {};
    for (const { path, node } of leavesOf((await configurationSchema()).node)) {
      expect(node).toHaveProperty("default");
      const tables = path.slice(0, -1);
      const table = tables.reduce((outer, name) => (outer[name] ??= {}) as Record<string, unknown>, written);
      table[path.at(-1) ?? ""] = node.default;
    }
    const directory = "/nonexistent-configuration";
    const settings = await loadSettings({
      projectDirectory: directory,
      configDirectory: directory,
      flags: written as WrittenSettings,
    });
    expect(settings).toEqual(defaultSettings);
  });
});
