// Stage 4 for Java: imports lead to types that the repository's own packages have, and none goes away that is imported.
import { expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { readJavaFile } from "../../../src/guardian/links/java/java-file.ts";
import { brief, neverAborted, prepare, type Scene, type Tree } from "./slot.ts";

const check = async (scene: Scene) => {
  const input = await prepare(scene);
  return createGate().check({ ...input, settings: { ...input.settings, types: "off", lint: "off" } }, neverAborted);
};

const root = "core/src/main/java/org/acme";
const base: Tree = {
  "pom.xml": "<project/>\n",
  [`${root}/store/Store.java`]: "/* kept */\npackage org.acme.store;\n\npublic class Store {\n  public enum Mode { READ, WRITE }\n  public static int size() { return 1; }\n}\nclass Shelf {}\n",
  [`${root}/App.java`]: "package org.acme;\n\nimport org.acme.store.Store;\n\nclass App {}\n",
  "web/src/main/kotlin/org/acme/web/Page.kt": "package org.acme.web\nclass Page\n",
  "web/src/main/java/org/acme/web/Site.java": "package org.acme.web;\npublic record Site(String name) {}\n",
};
const source = (imported: string): string => `package org.acme;\n\nimport java.util.List;\nimport ${imported};\n\nclass New {}\n`;
const file = `${root}/New.java`;

test.each([
  "java.util.Map", "org.junit.jupiter.api.Test", "org.acme.store.Store", "org.acme.store.Store.Mode", "org.acme.store.Store.*", "org.acme.store.*", "static org.acme.store.Store.size",
  "static org.acme.store.Store.*", "org.acme.store.Shelf", "org.acme.web.Site", "org.acme.web.Page", "org.acme.web.Header", "org.acme.client.Client", "org.acme.store.QStore", "org.acme.store.StoreMapper", "com.other.store.Shop",
])("%s is right", async (imported) => {
  expect(brief(await check({ before: base, after: { [file]: source(imported) } }))).toEqual([]);
});

test.each([
  ["org.acme.store.Stor", 'has no type "Stor". Did you mean "Store"?'],
  ["org.acme.store.Warehouse", 'The package org.acme.store has no type "Warehouse".'],
  ["org.acme.store.Warehouse.Mode", 'has no type "Warehouse"'],
  ["static org.acme.store.Sizes.size", 'has no type "Sizes"'],
])("%s is refused", async (imported, message) => {
  const verdict = await check({ before: base, after: { [file]: source(imported) } });
  expect(brief(verdict)).toEqual([`links/unresolved-import ${file}:4`]);
  expect(verdict.findings[0]?.message).toContain(message);
});

test("what was imported before does not count, nor what the change adds, nor what something writes at the build", async () => {
  const imported = source("org.acme.store.Warehouse");
  expect(brief(await check({ before: { ...base, [file]: imported }, after: { [file]: `${imported}// more\n` } }))).toEqual([]);
  const added = { [file]: imported, [`${root}/store/Warehouse.java`]: "package org.acme.store;\npublic interface Warehouse {}\n" };
  expect(brief(await check({ before: base, after: added }))).toEqual([]);
  const generates = { ...base, "pom.xml": "<project><artifactId>mapstruct</artifactId></project>\n" };
  expect(brief(await check({ before: generates, after: { [file]: imported } }))).toEqual([]);
});

test("a type that goes away is told with its first user, unless it moved within its package or its users changed too", async () => {
  const store = `${root}/store/Store.java`;
  const renamed = await check({ before: base, after: { [store]: "package org.acme.store;\n\npublic class Depot {}\n" } });
  expect(brief(renamed)).toEqual([`links/broken-user ${store}`]);
  expect(renamed.findings[0]?.message).toBe(`The type org.acme.store.Store is gone, but ${root}/App.java imports it. Keep it, or change ${root}/App.java too.`);
  expect(brief(await check({ before: base, after: { [store]: null } }))).toEqual([`links/broken-user ${store}`]);
  const moved = { [store]: null, [`${root}/store/Stores.java`]: "package org.acme.store;\nclass Store {}\n" };
  expect(brief(await check({ before: base, after: moved }))).toEqual([]);
  expect(brief(await check({ before: base, after: { [store]: null, [`${root}/App.java`]: "package org.acme;\n\nclass App {}\n" } }))).toEqual([]);
});

test("words in comments are none, and those in texts do no harm", () => {
  const text = '// class A {}\n/* import a.B; */ package a.b; // x\nimport a.C;\nclass D { String s = "// no comment"; String t = """\n  class E """; interface F {} }\n';
  const { packageName, imports, types } = readJavaFile(text);
  expect([packageName, imports.map(({ name }) => name), [...types]]).toEqual(["a.b", ["a.C"], ["D", "E", "F"]]);
});
