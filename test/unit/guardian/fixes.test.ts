// What the gate mends by itself: unused imports, and the form that the project's own formatter gives. The formatter
// here is a small program that takes blanks from the ends of lines, and is found and run as the real one is.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { gateSettings, neverAborted, prepare, type Scene } from "./slot.ts";

const formatter = `#!/usr/bin/env node
const fs = require("node:fs");
for (const file of process.argv.slice(2).filter((word) => !word.startsWith("-"))) {
  const text = fs.readFileSync(file, "utf8");
  if (text.includes("cannot be read")) { console.error(file + ": broken"); process.exit(2); }
  fs.writeFileSync(file, text.replace(/[ \\t]+$/gm, ""));
}
fs.writeFileSync("left-behind.txt", "x");
`;
const installed = { ".prettierrc": "{}\n", "node_modules/.bin/prettier": { executable: formatter }, ".gitignore": "node_modules\n" };

async function mended(scene: Scene) {
  const input = await prepare({ ...scene, input: { settings: gateSettings(), ...scene.input } });
  const fixes = await createGate().fix(input, neverAborted);
  const read = (path: string) => readFile(join(input.directory, path), "utf8").catch(() => null);
  return { ...fixes, read };
}

describe("unused imports", () => {
  test.each([
    ["import { a } from './a.ts';\nexport const c = 1;\n", "export const c = 1;\n"],
    ["import { a, b } from './a.ts';\nexport const c = b;\n", "import { b } from './a.ts';\nexport const c = b;\n"],
    ["import {a, b} from './a.ts'\nexport const c = b\n", "import {b} from './a.ts'\nexport const c = b\n"],
    ["import d, { a } from './a.ts';\nexport const c = d;\n", "import d from './a.ts';\nexport const c = d;\n"],
    ["import d, { a } from './a.ts';\nexport const c = a;\n", "import { a } from './a.ts';\nexport const c = a;\n"],
    ["import type { A, B } from './a.ts';\nexport const c: B = 1;\n", "import type { B } from './a.ts';\nexport const c: B = 1;\n"],
    ["import * as a from './a.ts';\r\nexport const c = 1;\r\n", "export const c = 1;\r\n"],
    ["import {\n  a,\n  b,\n  c,\n} from './a.ts';\nexport const d = a + c;\n", "import {\n  a,\n  c,\n} from './a.ts';\nexport const d = a + c;\n"],
    ["import { a as x, type B } from './a.json' with { type: 'json' };\nexport const c = x;\n", "import { a as x } from './a.json' with { type: 'json' };\nexport const c = x;\n"],
    ["import './a.ts';\nimport { b } from './b.ts'; import { c } from './c.ts';\nexport const d = c;\n", "import './a.ts';\n import { c } from './c.ts';\nexport const d = c;\n"],
  ])("are taken out of %j", async (text, expected) => {
    const { done, notes, read } = await mended({ after: { "src/x.ts": text } });
    expect(await read("src/x.ts")).toBe(expected);
    expect(done).toHaveLength(1);
    expect(done[0]).toContain("src/x.ts");
    expect(notes).toEqual([]);
  });

  test("stay where they were unused before, are used, or a comment stands by them", async () => {
    const before = { "src/x.ts": "import { a } from './a.ts';\n" };
    const after = {
      "src/x.ts": "import { a } from './a.ts';\nexport const b = 1;\n",
      "src/y.ts": "import { a } from './a.ts';\nexport { a };\n",
      "src/z.ts": "import { /* the host */ a } from './a.ts';\nexport const b = 1;\n",
      "src/w.ts": "import { a } from './a.ts';\ndeclare module './a.ts' { interface B { c: 1 } }\n",
      "src/u.jsx": "import { h } from 'preact';\nexport const A = () => <b />;\n",
      "src/v.ts": "import { a from './a.ts';\n",
    };
    const { done, read } = await mended({ before, after });
    expect(done).toEqual([]);
    for (const [path, text] of Object.entries(after)) expect(await read(path)).toBe(text);
  });

  test("stay if the rule is off", async () => {
    const settings = gateSettings({ rules: { "policy/unused-import": "off" } });
    const { done } = await mended({ after: { "src/x.ts": "import { a } from './a.ts';\n" }, input: { settings } });
    expect(done).toEqual([]);
  });
});

describe("the project's own formatter", () => {
  test("forms new files, and those that it had formed before", async () => {
    const { done, notes, read } = await mended({
      before: { ...installed, "src/tidy.ts": "a();\n", "src/untidy.ts": "a();  \n", "src/other.ts": "a();  \n" },
      after: { "src/new.ts": "b();  \n", "src/tidy.ts": "a();\nb();  \n", "src/untidy.ts": "a();  \nb();  \n", "picture.bin": "b  \n" },
    });
    expect(done).toEqual(["prettier formatted src/new.ts, src/tidy.ts"]);
    expect(notes).toEqual([]);
    expect(await read("src/new.ts")).toBe("b();\n");
    expect(await read("src/tidy.ts")).toBe("a();\nb();\n");
    expect(await read("src/untidy.ts")).toBe("a();  \nb();  \n");
    expect(await read("src/other.ts")).toBe("a();  \n");
    expect(await read("picture.bin")).toBe("b  \n");
    expect(await read("left-behind.txt")).toBeNull();
  });

  test("does nothing where the project has no settings for it", async () => {
    const { done, notes, read } = await mended({ before: { ...installed, ".prettierrc": "" , "a.txt": "" }, after: { ".prettierrc": null, "src/new.ts": "b();  \n" } });
    expect([done, notes]).toEqual([[], []]);
    expect(await read("src/new.ts")).toBe("b();  \n");
  });

  test("that fails, or is not installed, is a note, and the files stay as they are", async () => {
    const after = { "src/new.ts": "b();  \n", "src/bad.ts": "// cannot be read  \n" };
    const failed = await mended({ before: installed, after });
    expect(failed.done).toEqual([]);
    expect(failed.notes).toEqual(["not formatted by prettier, because it failed (exit 2): src/bad.ts: broken"]);
    expect(await failed.read("src/new.ts")).toBe("b();  \n");
    const missing = await mended({ before: { ".prettierrc": "{}" }, after });
    expect(missing.notes).toEqual(["not formatted by prettier, because it is configured but not installed"]);
  });

  test("ends with the signal, and leaves the change as it was", async () => {
    const input = await prepare({ before: { ...installed, "src/a.ts": "a();\n" }, after: { "src/a.ts": "a();\nb();  \n" } });
    await expect(createGate().fix(input, AbortSignal.abort())).rejects.toThrow("stopped");
    expect(await readFile(join(input.directory, "src/a.ts"), "utf8")).toBe("a();\nb();  \n");
  });
});
