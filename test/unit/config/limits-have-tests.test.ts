// No limit is only declared: each key of `limits` and `budget` is named by a test outside the configuration's own.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultSettings } from "../../../src/config/defaults.ts";

const tests = join(import.meta.dirname, "..", "..");

function textOfTests(): string {
  const files = readdirSync(tests, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".test.ts") && !file.split(/[\\/]/).includes("config"),
  );
  return files.map((file) => readFileSync(join(tests, file), "utf8")).join("\n");
}

test("every limit is named by a test that sets or meets it", () => {
  const text = textOfTests();
  const keys = [...Object.keys(defaultSettings.limits), ...Object.keys(defaultSettings.budget)];
  const written = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  expect(keys.filter((key) => !text.includes(key) && !text.includes(written(key)))).toEqual([]);
});
