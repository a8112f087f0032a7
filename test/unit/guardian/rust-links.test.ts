// Stage 4 for Rust: modules have files, names of the own crate are there, other crates are in Cargo.toml.
import { expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { readRustFile } from "../../../src/guardian/links/rust/rust-file.ts";
import { brief, neverAborted, prepare, type Scene, type Tree } from "./slot.ts";

const check = async (scene: Scene) => {
  const input = await prepare(scene);
  return createGate().check({ ...input, settings: { ...input.settings, types: "off", lint: "off" } }, neverAborted);
};

const base: Tree = {
  "Cargo.toml": '[package]\nname = "my-app"\n\n[dependencies]\nserde_json = "1"\nmd-5 = "0.10"\njson = { package = "tinyjson", version = "2" }\n\n[dev-dependencies]\nproptest = "1"\n',
  "src/lib.rs": "pub mod store;\nmod util;\n\npub use store::Store;\n\npub enum Level { High }\n",
  "src/store.rs": '//! Warehouse\nuse crate::util::clamp;\n\n/// Keeps things.\n#[derive(Debug, Clone)]\npub struct Store {\n    pub size: usize,\n}\n\nimpl Store {\n    pub fn new() -> Self {\n        println!("Depot");\n        Self { size: clamp(1) }\n    }\n}\n\npub mod shelf;\n',
  "src/store/shelf.rs": "pub struct Shelf;\n",
  "src/util/mod.rs": "pub fn clamp(x: usize) -> usize {\n    x\n}\n",
  "src/wild.rs": "pub use crate::store::*;\n",
  "src/made.rs": "bitflags! {\n    pub struct Flags: u32 {}\n}\n",
  "src/built.rs": "#[derive(Builder)]\npub struct Thing;\n",
};

test.each([
  "use std::collections::HashMap;", "use crate::store::Store;", "use crate::store::{self, shelf::Shelf, Store as Kept};", "use crate::Level::High;", "use crate::util::clamp;", "use crate::store::*;",
  "use crate::wild::Anything;", "use crate::made::Bits;", "use crate::built::ThingBuilder;", "use serde_json::{json, Value};", "use md5::Digest;", "use json::JsonValue;", "use proptest::prelude::*;", "use my_app::Store;",
  "use store::Store;", "use super::store::Nothing;", "mod inner {}\nuse inner::x;", "use crate::store as kept;\nuse kept::Store;", "#[cfg(windows)]\nmod windows;", '#[path = "odd/place.rs"]\nmod odd;', "pub(crate) use crate::store::Store;",
  "extern crate serde_json;", "fn f() {\n    use tokio::time;\n}", "/* use crate::store::Gone; */", "use Level::High;",
])("%j is right", async (line) => {
  expect(brief(await check({ before: base, after: { "src/new.rs": `${line}\n` } }))).toEqual([]);
});

test.each([
  ["use crate::store::Stor;", "unknown-export", 'src/store.rs has no "Stor". Did you mean "Store"?'],
  ["use crate::store::{Store, Warehouse};", "unknown-export", 'src/store.rs has no "Warehouse".'],
  ["use crate::store::Depot;", "unknown-export", 'has no "Depot"'],
  ["use crate::stores::Store;", "unknown-export", 'src/lib.rs has no "stores". Did you mean "store"?'],
  ["use crate::util::clip;", "unknown-export", 'src/util/mod.rs has no "clip"'],
  ["use tokio::time::sleep;", "unknown-package", 'No Cargo.toml above names a crate "tokio"'],
  ["extern crate rand;", "unknown-package", '"rand"'],
  ["mod missing;", "unresolved-import", '"mod missing;" leads to no file. Write src/new/missing.rs or src/new/missing/mod.rs'],
])("%j is refused", async (line, rule, message) => {
  const verdict = await check({ before: base, after: { "src/new.rs": `${line}\n` } });
  expect(brief(verdict)).toEqual([`links/${rule} src/new.rs:1`]);
  expect(verdict.findings[0]?.message).toContain(message);
});

test("what was there before does not count, nor what the change adds", async () => {
  const old = "use crate::store::Gone;\nuse tokio::time;\nmod missing;\n";
  expect(brief(await check({ before: { ...base, "src/old.rs": old }, after: { "src/old.rs": `${old}\npub fn f() {}\n` } }))).toEqual([]);
  const added = { "src/new.rs": "use crate::fresh::Fresh;\nuse tokio::time;\nmod part;\n", "src/new/part.rs": "", "src/fresh.rs": "pub struct Fresh;\n", "Cargo.toml": `${String(base["Cargo.toml"])}tokio = "1"\n` };
  expect(brief(await check({ before: base, after: added }))).toEqual([]);
});

test("without a Cargo.toml nothing is said of other crates", async () => {
  const { "Cargo.toml": _, ...bare } = base;
  expect(brief(await check({ before: bare, after: { "src/new.rs": "use tokio::time;\n" } }))).toEqual([]);
});

test("a name and a module that others use do not go away", async () => {
  const renamed = await check({ before: base, after: { "src/util/mod.rs": "pub fn clip(x: usize) -> usize {\n    x\n}\n" } });
  expect(brief(renamed)).toEqual(["links/broken-user src/util/mod.rs"]);
  expect(renamed.findings[0]?.message).toBe('src/util/mod.rs no longer has "clamp", but src/store.rs uses it. Keep it, or change src/store.rs too.');
  const deleted = await check({ before: base, after: { "src/store/shelf.rs": null } });
  expect(brief(deleted)).toEqual(["links/broken-user src/store/shelf.rs"]);
  const moved = await check({ before: base, after: { "src/store/shelf.rs": null, "src/store/shelf/mod.rs": "pub struct Shelf;\n" } });
  expect(brief(moved)).toEqual([]);
});

test("every path of a tree of uses is read, and the names in texts are not", () => {
  const { uses, words } = readRustFile('use a::{b, c::{self, d as e}, f::*};\nlet s = "lost"; let c = \'"\'; let r = r#"gone "x" too"#; // left\n');
  expect(uses.map(({ path }) => path.join("::"))).toEqual(["a::b", "a::c", "a::c::d", "a::f::*"]);
  for (const word of ["lost", "gone", "too", "left"]) expect(words.has(word), word).toBe(false);
});
