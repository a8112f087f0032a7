// The index of a slot, brought up to date step by step, is the same as one made anew.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createModuleIndex, type ModuleIndex } from "../../../src/guardian/links/module-index.ts";
import type { KnownState } from "../../../src/guardian/links/repository.ts";
import { createResolver } from "../../../src/guardian/links/resolver.ts";
import { neverAborted, temporaryFolder, writeTree } from "./slot.ts";

const names = ["a.ts", "b.ts", "b/index.ts", "c.js", "d/a.ts", "d/b.js", "a.vue"];
const specifiers = ["./a", "./b", "./b.js", "../a.ts", "./d/a", "../b", "@/d/b", "./a.vue", "#c"];

async function seen(index: ModuleIndex, folder: string, state: KnownState | null = null) {
  const { records, graph, walk } = await index.repository(folder).refresh(await createResolver(folder), neverAborted, state);
  return {
    paths: walk.paths.toSorted(),
    exports: Object.fromEntries([...records].map(([path, { exports }]) => [path, [...exports.keys()]]).toSorted()),
    importers: Object.fromEntries(names.map((name) => [name, [...graph.importersOf(name)].toSorted()])),
    astray: [...graph.astray()].toSorted(),
  };
}

const step = fc.record({
  name: fc.constantFrom(...names),
  imports: fc.option(fc.uniqueArray(fc.constantFrom(...specifiers), { maxLength: 3 })),
  setting: fc.constantFrom("none", "none", "alias", "imports"),
});

test("whatever files come, go and change", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const folder = await temporaryFolder();
      const index = createModuleIndex();
      for (const { name, imports, setting } of steps) {
        if (setting === "alias") await writeTree(folder, { "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }' });
        if (setting === "imports") await writeTree(folder, { "package.json": '{ "imports": { "#c": "./c.js" } }' });
        const text = (imports ?? []).map((specifier, at) => `import x${at} from "${specifier}";\n`).join("") + `export const n${imports?.length ?? 0} = 1;\n`;
        if (imports === null) await rm(join(folder, name), { recursive: true, force: true });
        else await writeTree(folder, { [name]: name.endsWith(".vue") ? `<script>\n${text}</script>\n` : text });
        expect(await seen(index, folder)).toEqual(await seen(createModuleIndex(), folder));
      }
    }),
    { numRuns: 25 },
  );
});

test("with what is known of the slot: a base, and what differs from it now", async () => {
  const move = fc.record({ name: fc.constantFrom("a.ts", "b.ts", "c.js"), imports: fc.option(fc.uniqueArray(fc.constantFrom(...specifiers), { maxLength: 3 })), how: fc.constantFrom("write", "write", "put back", "commit", "unknown") });
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 4, maxLength: 12 }), async (moves) => {
      const folder = await temporaryFolder();
      const index = createModuleIndex();
      const [atBase, now, changed] = [new Map<string, string>(), new Map<string, string>(), new Set<string>()];
      let base = 0;
      const put = async (name: string, content: string | undefined) => {
        await rm(join(folder, name), { recursive: true, force: true });
        if (content === undefined) now.delete(name);
        else now.set(name, content);
        for (const path of [...now.keys()]) if (path.startsWith(`${name}/`)) now.delete(path);
        if (content !== undefined) await writeTree(folder, { [name]: content });
      };
      for (const { name, imports, how } of moves) {
        const written = imports === null ? undefined : imports.map((specifier, at) => `import x${at} from "${specifier}";\n`).join("") + `export const n${imports.length} = 1;\n`;
        // Another commit is checked out: what differs from the last one is told by nothing but its name.
        if (how === "commit") {
          await put(name, written);
          base += 1;
          atBase.clear();
          for (const [path, text] of now) atBase.set(path, text);
          changed.clear();
        } else if (how === "put back") {
          await put(name, atBase.get(name));
          changed.delete(name);
        } else {
          await put(name, written);
          changed.add(name);
        }
        expect(await seen(index, folder, how === "unknown" ? null : { base: `c${base}`, changed: new Set(changed) })).toEqual(await seen(createModuleIndex(), folder));
      }
    }),
    { numRuns: 100 },
  );
});

test("a refresh that was interrupted loses nothing", async () => {
  const folder = await temporaryFolder();
  await writeTree(folder, { "a.ts": 'import "./b.ts";', "b.ts": "export const b = 1;" });
  const index = createModuleIndex();
  const stopped = new AbortController();
  stopped.abort();
  await expect(index.repository(folder).refresh(await createResolver(folder), stopped.signal, null)).rejects.toThrow();
  expect(await seen(index, folder)).toEqual(await seen(createModuleIndex(), folder));
});
