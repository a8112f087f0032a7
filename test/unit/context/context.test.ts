// The Context port on real files: the map, what is not parsed twice, and what each role gets to see.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createContext } from "../../../src/context/context.ts";
import { byteLength } from "../../../src/context/text.ts";
import type { Task } from "../../../src/core/plan.ts";
import type { Brief } from "../../../src/core/reply.ts";
import type { ShardRequest } from "../../../src/ports/context.ts";
import { createMemoryStore, type MemoryStore } from "../../support/memory-store.ts";

const commit = "a".repeat(40);
const body = Array.from({ length: 300 }, (_, index) =>
  index % 30 === 29 ? `export function step${index + 1}(input: string): string { return input; }` : `// filler ${index + 1}`,
);
const files: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ name: "demo", description: "not shown", scripts: { test: "node --test" }, dependencies: { zod: "4" } }),
  "AGENTS.md": "# Rules\nUse tabs.\n",
  "src/token.ts": "export interface Claims { sub: string }\nexport function verify(token: string): Claims | null {\n  const secretBody = 1;\n  return null;\n}\n",
  "src/user.ts": 'import type { Claims } from "./token.js";\nexport const load = (claims: Claims): string => claims.sub;\n',
  "src/server.ts": 'import { verify } from "./token.ts";\nimport { load } from "./user.ts";\nimport { join } from "node:path";\nexport function serve(port: number): void { load(verify("x")!); join("a"); }\n',
  "src/long.ts": `${body.join("\n")}\n`,
  "lib/old.cjs": "module.exports = { legacy() { return 1; } };\n",
  "README.md": "# Demo\n",
  "logo.png": "\0\0",
};

let root: string;
let directory: string;
let store: MemoryStore;
const paths = Object.keys(files);

function write(path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "context-"));
  directory = join(root, "repository");
  store = createMemoryStore();
  for (const [path, text] of Object.entries(files)) write(path, text);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const cacheDirectory = () => join(root, "cache");
const makeContext = () => createContext({ store, cacheDirectory: cacheDirectory() });

const task: Task = {
  id: "t1",
  title: "Check tokens",
  instruction: "Let step150 in src/long.ts call verify.",
  kind: "code",
  dependsOn: [],
  reads: ["src/user.ts"],
  writes: ["src/token.ts", "src/new.ts", "src/long.ts"],
  provides: [],
  acceptance: [],
  checks: [],
  proof: null,
};
const brief: Brief = {
  summary: "s",
  notes: [],
  places: [
    { path: "src/long.ts", lines: [240, 250], symbols: [], why: "the end\nof it" },
    { path: "src/token.ts", lines: null, symbols: ["verify"], why: "signs" },
    { path: "src/elsewhere.ts", lines: null, symbols: [], why: "gone" },
  ],
};
const request = (over: Partial<ShardRequest> = {}): ShardRequest => ({
  role: "coder",
  goal: "g",
  task,
  brief,
  directory,
  bytesMax: 16_000,
  ...over,
});

describe("survey", () => {
  test("the most imported files come first, by folder, with lines, importers and symbols", async () => {
    expect(await makeContext().survey(commit, directory, paths, 4_000)).toBe(
      `src/
- token.ts (5 lines, imported by 2): Claims, verify
- user.ts (2 lines, imported by 1): load
- long.ts (300 lines): step30, step60, step90, step120, step150, step180, step210, step240
- server.ts (4 lines): serve
./
- AGENTS.md (2 lines): Rules
- README.md (1 lines): Demo
- logo.png (2 bytes)
- package.json (${byteLength(files["package.json"] ?? "")} bytes)
lib/
- old.cjs (1 lines): legacy
`,
    );
  });

  test("the map keeps its budget at every size, with whole lines and a count of what is left", async () => {
    const context = makeContext();
    const whole = await context.survey(commit, directory, paths, 4_000);
    for (let bytesMax = 0; bytesMax <= byteLength(whole); bytesMax += 1) {
      const map = await context.survey(commit, directory, paths, bytesMax);
      expect(byteLength(map)).toBeLessThanOrEqual(bytesMax);
      const lines = map.split("\n").slice(0, -1);
      const left = Number(/^… and (\d+) more files$/.exec(lines.at(-1) ?? "")?.[1] ?? 0);
      const listed = lines.filter((line) => line.startsWith("- "));
      if (map !== "") expect(listed.length + left).toBe(paths.length);
      for (const line of listed) expect(whole).toContain(`${line}\n`);
    }
  });

  test("the same commit answers the same, in any order of paths, after a restart, without reading a file", async () => {
    const before = await makeContext().survey(commit, directory, paths, 4_000);
    rmSync(directory, { recursive: true });
    expect(await makeContext().survey(commit, directory, [...paths].reverse(), 4_000)).toBe(before);
  });

  test("what did not change is not parsed again, not even by another mission", async () => {
    await makeContext().survey(commit, directory, paths, 4_000);
    const cacheFile = join(cacheDirectory(), "facts.json");
    // A name that only the cache knows shows whether the cache or the parser answered.
    writeFileSync(cacheFile, readFileSync(cacheFile, "utf8").replaceAll('"verify"', '"fromCache"'));
    write("src/user.ts", "export const changed = 1;\n");
    store = createMemoryStore();
    const map = await makeContext().survey("b".repeat(40), directory, paths, 4_000);
    expect(map).toContain("fromCache");
    expect(map).toContain("user.ts (1 lines, imported by 1): changed");
    expect(readdirSync(cacheDirectory())).toEqual(["facts.json"]);
  });

  test.each(["", "{", '{"version":1,"entries":[["x",{}]]}', '{"version":0,"entries":[]}'])("a damaged cache %j costs only time", async (content) => {
    mkdirSync(cacheDirectory());
    writeFileSync(join(cacheDirectory(), "facts.json"), content);
    store.files.set("context/survey.json", content);
    expect(await makeContext().survey(commit, directory, paths, 4_000)).toContain("token.ts (5 lines");
  });

  test("a cache folder that cannot be made stops nothing", async () => {
    writeFileSync(cacheDirectory(), "a file in its place");
    expect(await makeContext().survey(commit, directory, paths, 4_000)).toContain("token.ts (5 lines");
  });

  test("paths aliased by tsconfig are edges; a tsconfig that is broken costs no others", async () => {
    write("tsconfig.json", JSON.stringify({ compilerOptions: { baseUrl: ".", paths: { "@/*": ["src/*"] } } }));
    write("app.ts", 'import { serve } from "@/server";\nserve(1);\n');
    const all = [...paths, "app.ts"];
    expect(await makeContext().survey(commit, directory, all, 4_000)).toContain("server.ts (4 lines, imported by 1)");
    write("tsconfig.json", '{ "extends": "./missing.json" ');
    expect(await makeContext().survey("c".repeat(40), directory, all, 4_000)).toContain("token.ts (5 lines, imported by 2)");
  });

  test("files past the limit are counted, not looked at", async () => {
    const many = Array.from({ length: 20_007 }, (_, index) => `gone/${String(index).padStart(6, "0")}.txt`);
    const map = await makeContext().survey(commit, directory, many, 500);
    const listed = map.split("\n").filter((line) => line.startsWith("- ")).length;
    expect(map).toContain(`… and ${20_007 - listed} more files\n`);
    expect(map).toContain("- 000000.txt (0 bytes)\n");
  });

  test("a path with a line break cannot forge a line of the map", async () => {
    write("src/a\nevil.ts", "export const x = 1;\n");
    const map = await makeContext().survey(commit, directory, [...paths, "src/a\nevil.ts"], 4_000);
    expect(map).not.toMatch(/^evil/m);
  });
});

describe("a task's shard", () => {
  test("its files, windows on what is named, signatures around them, and notes", async () => {
    const context = makeContext();
    await context.survey(commit, directory, paths, 4_000);
    const { text, pages, omitted } = await context.shard(request());
    expect(text).toContain("src/new.ts does not exist (yet)");
    expect(text).toContain("### src/token.ts, lines 1-5 of 5\n```\nexport interface Claims");
    expect(text).toContain("### src/long.ts, lines 145-244 of 300; more: page ");
    expect(text).toContain("### src/long.ts, lines 245-250 of 300; more: page ");
    expect(text).toContain("### src/user.ts, lines 1-2 of 2");
    expect(text).toContain("src/server.ts\n  4: export function serve(port: number): void\n");
    expect(text).toContain("- src/long.ts:240-250 the end of it\n- src/token.ts signs\n");
    expect(text).not.toContain("elsewhere");
    expect(text.indexOf("src/token.ts")).toBeLessThan(text.indexOf("### src/user.ts"));
    expect(pages).toHaveLength(1);
    expect(omitted).toEqual([]);
    const page = await context.page(pages[0] ?? "", 29, 200);
    expect(page).toContain("export function step30(input: string)");
  });

  test("a window on the method that is named, deep in a class or assigned to a prototype", async () => {
    const filler = "// filler\n".repeat(200);
    write("src/class.js", `class Store {\n${filler}  findRoute (path) {}\n}\n`);
    write("src/old.js", `function Store () {}\n${filler}Store.prototype.find = function (path) {}\n`);
    const instruction = "Write Store.findRoute in src/class.js and Store.prototype.find in src/old.js.";
    const { text } = await makeContext().shard(
      request({ task: { ...task, instruction, writes: ["src/class.js", "src/old.js"], reads: [] }, brief: null }),
    );
    expect(text).toContain("### src/class.js, lines 197-203 of 203");
    expect(text).toContain("### src/old.js, lines 197-202 of 202");
  });

  test("what the files import is shown as signatures, without bodies", async () => {
    const { text } = await makeContext().shard(request({ task: { ...task, writes: ["src/server.ts"], reads: [] }, brief: null }));
    expect(text).toContain("src/token.ts\n  1: export interface Claims { sub: string }\n  2: export function verify(token: string): Claims | null\nsrc/user.ts\n  2: export const load");
    expect(text).not.toContain("secretBody");
  });

  test("of many files around only the first are shown, with their first signatures", async () => {
    const names = Array.from({ length: 25 }, (_, index) => `n${String(index).padStart(2, "0")}`);
    for (const name of names) {
      write(`src/${name}.ts`, Array.from({ length: 15 }, (_, index) => `export const ${name}_${index} = 1;\n`).join(""));
    }
    write("src/hub.ts", names.map((name) => `import "./${name}.ts";\n`).join(""));
    const hub = { ...task, writes: ["src/hub.ts"], reads: [] };
    const { text } = await makeContext().shard(request({ task: hub, brief: null, bytesMax: 100_000 }));
    expect(text).toContain("src/n19.ts\n  1: export const n19_0 = 1\n");
    expect(text).toContain("n19_11");
    expect(text).not.toContain("n19_12");
    expect(text).not.toContain("src/n20.ts");
  });

  test("packages are not shown as neighbours", async () => {
    write("node_modules/left/package.json", '{"name":"left","main":"index.js"}');
    write("node_modules/left/index.js", "exports.pad = (text) => text;\n");
    write("src/uses.ts", 'import { pad } from "left";\nimport { load } from "./user.ts";\npad(load);\n');
    const uses = { ...task, writes: ["src/uses.ts"], reads: [] };
    const { text } = await makeContext().shard(request({ task: uses, brief: null }));
    expect(text).toContain("src/user.ts\n");
    expect(text).not.toContain("node_modules");
  });

  test("users of a file are known after a restart", async () => {
    await makeContext().survey(commit, directory, paths, 4_000);
    const { text } = await makeContext().shard(request({ task: { ...task, writes: ["src/user.ts"], reads: [] } }));
    expect(text).toContain("Signatures of the files that import them");
    expect(text).toContain("serve(port: number)");
  });

  test("the budget holds at every size, and all that is left out is named and can be read", async () => {
    const context = makeContext();
    await context.survey(commit, directory, paths, 4_000);
    for (const bytesMax of [0, 1, 50, 150, 300, 500, 1_000, 2_000, 3_000, 5_000, 8_000]) {
      const { text, pages, omitted } = await context.shard(request({ bytesMax }));
      expect(byteLength(text)).toBeLessThanOrEqual(bytesMax);
      for (const name of [...pages, ...omitted]) {
        expect(text).toContain(`page "${name}"`);
        expect(await context.page(name, 0, 400)).not.toBeNull();
      }
    }
  });

  test("two slots with different versions of a file have a page each", async () => {
    const context = makeContext();
    const first = await context.shard(request());
    write("src/long.ts", `${body.join("\n")}\n// changed\n`);
    const second = await context.shard(request());
    expect(second.pages).not.toEqual(first.pages);
    expect(await context.page(first.pages[0] ?? "", 299, 1_000)).not.toContain("changed");
    expect(await context.page(second.pages[0] ?? "", 299, 1_000)).toContain("changed");
  });

  test("files outside the repository are named, never shown", async () => {
    writeFileSync(join(root, "secret.txt"), "hunter2");
    symlinkSync(join(root, "secret.txt"), join(directory, "link.txt"));
    const { text } = await makeContext().shard(request({ task: { ...task, reads: ["link.txt", "../secret.txt", "logo.png"] } }));
    expect(text).not.toContain("hunter2");
    expect(text).toContain("link.txt cannot be shown: a link that leads out of the repository");
    expect(text).toContain("../secret.txt cannot be shown");
    expect(text).toContain("logo.png cannot be shown: a binary file");
  });
});

describe("the goal's shard", () => {
  test("rules, package.json in short, and windows on the brief's places", async () => {
    const { text, pages } = await makeContext().shard(request({ role: "planner", task: null }));
    expect(text).toContain("### AGENTS.md, lines 1-2 of 2\n```\n# Rules\nUse tabs.\n");
    expect(text).toContain('"test": "node --test"');
    expect(text).not.toContain("not shown");
    expect(text).toContain("### src/long.ts, lines 240-250 of 300; more: page ");
    expect(text).toContain("### src/token.ts, lines 1-5 of 5");
    expect(pages).toHaveLength(1);
  });

  test("long rules are cut at their share, with a page for the rest", async () => {
    write("AGENTS.md", `${Array.from({ length: 400 }, (_, index) => `- rule number ${index}`).join("\n")}\n`);
    write("CONTRIBUTING.md", "# Contributing\n");
    const context = makeContext();
    const { text, pages } = await context.shard(request({ role: "planner", task: null, brief: null, bytesMax: 12_000 }));
    expect(byteLength(text)).toBeLessThan(5_500);
    expect(text).toContain("# Contributing");
    expect(pages).toHaveLength(1);
    expect(await context.page(pages[0] ?? "", 399, 100)).toBe("- rule number 399\n");
  });

  test("an empty folder has nothing to show", async () => {
    const empty = join(root, "empty");
    mkdirSync(empty);
    expect(await makeContext().shard(request({ task: null, brief: null, directory: empty }))).toEqual({ text: "", pages: [], omitted: [] });
    expect(await makeContext().survey(commit, empty, [], 1_000)).toBe("");
  });
});
