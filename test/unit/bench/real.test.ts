import { expect, test } from "vitest";
import { readSource } from "../../../bench/gate/source.ts";
import { clopperPearson } from "../../../bench/gate/interval.ts";
import { standard } from "../../../bench/method/world.ts";
import { Deeds, wrongDeeds } from "../../../bench/real/deeds.ts";
import { mutantsOf, type Errors } from "../../../bench/real/errors.ts";
import { page } from "../../../bench/real/page.ts";
import { gapsIn } from "../../../bench/real/tasks.ts";

const text = `'use strict';

function short() { return 1; }

function long(values) {
  let sum = 0;
  for (const value of values) {
    if (value > 0) sum += value;
    else if (value < -10) sum -= 1;
    else sum += 0;
  }
  return sum;
}

module.exports = { short, long };
`;

const gaps = () => {
  const file = readSource("index.js", text);
  if (file === null) throw new Error("it does not parse");
  return gapsIn(file);
};
const errors = (own: Errors) => new Map(Array.from({ length: 40 }, (_, at) => [`t${at}`, own]));
const both = errors({ hiddenMutant: "hidden", plainMutant: "plain" });

test("a gap is a function that is long enough, without its body, in a file that parses", () => {
  const found = gaps();
  expect(found.map(({ name }) => name)).toEqual(["long"]);
  expect(found[0]?.stub).toContain("throw new Error('long is not written yet')");
  expect(found[0]?.stub).toContain("function short() { return 1; }");
  expect(readSource("index.js", found[0]?.stub ?? "")).not.toBeNull();
});

test("mutants change the removed function alone, and are the same each time", () => {
  const task = { id: "a-1", path: "index.js", right: text, stub: gaps()[0]?.stub ?? "" };
  const found = mutantsOf(task);
  expect(found.length).toBeGreaterThan(3);
  expect(mutantsOf(task)).toEqual(found);
  for (const mutant of found) {
    expect(mutant).not.toBe(text);
    expect(mutant).toContain("function short() { return 1; }");
    expect(mutant).toContain("module.exports = { short, long };");
  }
});

test("deeds hang on seed, mission, task and attempt alone, and all kinds come", () => {
  const all = (deeds: Deeds) => [...both.keys()].flatMap((task) => [1, 2, 3].map((attempt) => deeds.coder(task, attempt)));
  const first = all(new Deeds(standard, 1, both));
  expect(all(new Deeds(standard, 1, both))).toEqual(first);
  expect(all(new Deeds(standard, 2, both))).not.toEqual(first);
  expect(new Set(first)).toEqual(new Set(["right", ...wrongDeeds]));
  expect(first.filter((deed) => deed === "right").length / first.length).toBeGreaterThan(0.35);
});

test("a mutant that was not found is never drawn", () => {
  const none = errors({ hiddenMutant: null, plainMutant: null });
  const deeds = new Deeds(standard, 1, none);
  const drawn = new Set([...none.keys()].map((task) => deeds.coder(task, 1)));
  expect(drawn.has("hidden mutant") || drawn.has("plain mutant")).toBe(false);
});

test("the Fixer mostly keeps what was right, and a proof is never brought against it", () => {
  const deeds = new Deeds(standard, 1, both);
  const right = [...both.keys()].filter((task) => deeds.coder(task, 1) === "right");
  expect(right.some((task) => deeds.proves(task, 1))).toBe(false);
  expect(right.filter((task) => deeds.fixer(task, 2) === "right").length).toBeGreaterThan(right.length * 0.8);
});

test("the page counts a mission that says done and is wrong as silently wrong", () => {
  const one = { arm: "ours", mission: 1, tasks: 8, reason: "", calls: 1, promptTokens: 1, completionTokens: 1, seconds: 1 } as const;
  const where = { processor: "x", cores: 2, memoryGiB: 1, system: "", node: "", openCode: "", git: "", commit: "", loadBefore: 0 };
  const written = page([{ ...one, wrong: ["qs-1"], isDone: true }, { ...one, mission: 2, wrong: [], isDone: true }, { ...one, mission: 3, wrong: ["qs-1"], isDone: false }], standard, where);
  const { low, high } = clopperPearson(1, 3);
  const cell = `1 (${Math.round(low * 100)}–${Math.round(high * 100)} %)`;
  expect(written).toContain(`| ours | 3 | ${cell} | ${cell} | ${cell} |`);
});
