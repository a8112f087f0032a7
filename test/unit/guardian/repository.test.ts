// The index of a slot, brought up to date step by step, is the same as one made anew.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createModuleIndex, type ModuleIndex } from "../../../src/guardian/links/module-index.ts";
import { createResolver } from "../../../src/guardian/links/resolver.ts";
import { neverAborted, temporaryFolder, writeTree } from "./slot.ts";

const names = ["a.ts", "b.ts", "b/index.ts", "c.js", "d/a.ts", "d/b.js", "a.vue"];
const specifiers = ["./a", "./b", "./b.js", "../a.ts", "./d/a", "../b", "@/d/b", "./a.vue", "#c"];

async function seen(index: ModuleIndex, folder: string) {
  const { records, graph, walk } = await index.repository(folder).refresh(await createResolver(folder), neverAborted);
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

test("a refresh that was interrupted loses nothing", async () => {
  const folder = await temporaryFolder();
  await writeTree(folder, { "a.ts": 'import "./b.ts";', "b.ts": "export const b = 1;" });
  const index = createModuleIndex();
  const stopped = new AbortController();
  stopped.abort();
  await expect(index.repository(folder).refresh(await createResolver(folder), stopped.signal)).rejects.toThrow();
  expect(await seen(index, folder)).toEqual(await seen(createModuleIndex(), folder));
});
