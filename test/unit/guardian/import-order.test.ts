// The order of imports, by the project's own tool, and Rust's form. The linter here is a small program that prints what
// ESLint prints for a rule that sorts lines of imports; its edits are made by the gate, and no others.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { gateSettings, neverAborted, prepare, quietRules, type Scene, temporaryFolder, writeTree } from "./slot.ts";

const linter = (change = "lines.toSorted().join('')") => ({
  executable: `#!/usr/bin/env node
const fs = require("node:fs");
const path = require("node:path");
const files = process.argv.slice(2).filter((word) => /\\.ts$/.test(word));
const report = files.map((file) => {
  const text = fs.readFileSync(file, "utf8").replace(/^\\uFEFF/, "");
  const block = /^(?:import .*\\n)*/.exec(text)[0];
  const lines = block.split(/(?<=\\n)/);
  const sorted = ${change};
  const messages = text.includes("var ") ? [{ ruleId: "no-var", severity: 2, message: "no", fix: { range: [text.indexOf("var "), text.indexOf("var ") + 3], text: "let" } }] : [];
  if (sorted !== block) messages.push({ ruleId: "simple-import-sort/imports", severity: 2, message: "sort", fix: { range: [0, block.length], text: sorted } });
  return { filePath: path.resolve(file), messages };
});
console.log(JSON.stringify(report));
process.exit(report.some(({ messages }) => messages.length > 0) ? 1 : 0);
`,
});
const plugin = { "node_modules/eslint-plugin-simple-import-sort/package.json": "{}" };
const project = { "eslint.config.js": "export default [];\n", "node_modules/.bin/eslint": linter(), ...plugin, ".gitignore": "node_modules\n" };
const unordered = "import b from './b.js';\nimport a from './a.js';\nvar c = a + b;\n";
const ordered = "import a from './a.js';\nimport b from './b.js';\nvar c = a + b;\n";

async function mended(scene: Scene) {
  const input = await prepare({ ...scene, input: { settings: gateSettings({ rules: quietRules }), ...scene.input } });
  const fixes = await createGate().fix(input, neverAborted);
  const read = (path: string) => readFile(join(input.directory, path), "utf8").catch(() => null);
  return { ...fixes, read };
}

describe("the order of imports", () => {
  test("is made by the rule that the project has for it, and no other rule's fixes with it", async () => {
    const { done, notes, read } = await mended({ before: { ...project, "src/other.ts": unordered }, after: { "src/new.ts": unordered, "src/bom.ts": `\uFEFF${unordered}` } });
    expect([done, notes]).toEqual([["eslint ordered the imports of src/new.ts, src/bom.ts"], []]);
    expect(await read("src/new.ts")).toBe(ordered);
    expect(await read("src/bom.ts")).toBe(`\uFEFF${ordered}`);
    expect(await read("src/other.ts")).toBe(unordered);
  });

  test("stays in files that had none before", async () => {
    const after = { "src/was.ts": `${unordered}a();\n`, "src/tidy.ts": unordered };
    const { done, read } = await mended({ before: { ...project, "src/was.ts": unordered, "src/tidy.ts": ordered }, after });
    expect(done).toEqual(["eslint ordered the imports of src/tidy.ts"]);
    expect(await read("src/was.ts")).toBe(after["src/was.ts"]);
    expect(await read("src/tidy.ts")).toBe(ordered);
  });

  test.each<[string, Scene["before"]]>([
    ["no settings", { ...project, "eslint.config.js": "", "other.js": "" }],
    ["no rule that orders", { "eslint.config.js": "export default [];\n", "node_modules/.bin/eslint": linter() }],
  ])("is nobody's choice where the project has %s", async (what, before) => {
    const settings: Record<string, null> = what === "no settings" ? { "eslint.config.js": null } : {};
    const { done, notes, read } = await mended({ before: before ?? {}, after: { ...settings, "src/new.ts": unordered } });
    expect([done, notes]).toEqual([[], []]);
    expect(await read("src/new.ts")).toBe(unordered);
  });

  test.each([
    ["lines.slice(0, 1).join('')", "would import something else"],
    ["block.includes('b,') ? block : block.replace('import b', 'import b,')", "could no longer be parsed"],
    ["block + 'void 0;\\n'", "asked for changes without end"],
  ])("is dropped, and told, when a tool makes %s of it", async (change, why) => {
    const { done, notes, read } = await mended({ before: { ...project, "node_modules/.bin/eslint": linter(change) }, after: { "src/new.ts": unordered } });
    expect(done).toEqual([]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(why);
    expect(await read("src/new.ts")).toBe(unordered);
  });
});

describe("rustfmt", () => {
  /** Takes one blank of two, of what it reads from its input; a file named to it would be an error. */
  const rustfmt = `#!/usr/bin/env node
const text = require("node:fs").readFileSync(0, "utf8");
const edition = process.argv[process.argv.indexOf("--edition") + 1];
if (process.argv.some((word) => word.endsWith(".rs")) || text.includes("broken")) { console.error("error: no"); process.exit(1); }
console.error("Warning: can't set \`wrap_comments = true\`, unstable features are only available in nightly channel.");
process.stdout.write(text.replaceAll("  ", " ").replace("EDITION", edition));
`;

  async function withRustfmt(): Promise<void> {
    const folder = await temporaryFolder();
    await writeTree(folder, { rustfmt: { executable: rustfmt } });
    const path = process.env["PATH"];
    process.env["PATH"] = `${folder}:${path}`;
    onTestFinished(() => {
      process.env["PATH"] = path;
    });
  }

  test("gets each changed file alone, with its edition, and follows no module", async () => {
    await withRustfmt();
    const { done, notes, read } = await mended({
      before: {
        "Cargo.toml": '[workspace]\nmembers = ["one"]\n[workspace.package]\nedition = "2024"\n',
        "one/Cargo.toml": '[package]\nname = "one"\nedition.workspace = true\n',
        "two/Cargo.toml": '[package]\nname = "two"\nedition = "2018"\n',
        "three/Cargo.toml": '[package]\nname = "three"\n',
        "one/src/other.rs": "pub  fn x() {}\n",
      },
      after: { "one/src/main.rs": "mod  other; // EDITION\n", "two/src/lib.rs": "pub  fn y() {} // EDITION\n", "three/src/lib.rs": "pub  fn z() {} // EDITION\n" },
    });
    expect([done, notes]).toEqual([["rustfmt formatted one/src/main.rs, two/src/lib.rs, three/src/lib.rs"], []]);
    expect(await read("one/src/main.rs")).toBe("mod other; // 2024\n");
    expect(await read("two/src/lib.rs")).toBe("pub fn y() {} // 2018\n");
    expect(await read("three/src/lib.rs")).toBe("pub fn z() {} // 2015\n");
    expect(await read("one/src/other.rs")).toBe("pub  fn x() {}\n");
  });

  test("that fails leaves every file as it was, and is told", async () => {
    await withRustfmt();
    const { done, notes, read } = await mended({ before: { "Cargo.toml": "" }, after: { "a.rs": "fn  a() {}\n", "b.rs": "// broken  \n" } });
    expect(done).toEqual([]);
    expect(notes).toEqual(["not formatted by rustfmt, because it failed (exit 1): error: no"]);
    expect(await read("a.rs")).toBe("fn  a() {}\n");
  });
});
