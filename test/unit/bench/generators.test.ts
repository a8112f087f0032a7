// The generators of the gate's benchmark: the same seed gives the same changes, each says what it did, and what they make
// is text that stands where a writer would put it.
import { describe, expect, test } from "vitest";
import type { Candidate, Generate, Half, Subject } from "../../../bench/gate/candidate.ts";
import { crossFileBreaks } from "../../../bench/gate/cross-file.ts";
import { syntaxDamage } from "../../../bench/gate/damage.ts";
import { hallucinatedImports } from "../../../bench/gate/hallucinations.ts";
import { hardCoded } from "../../../bench/gate/hard-coded.ts";
import { mutants } from "../../../bench/gate/mutants.ts";
import { lazyPlaceholders } from "../../../bench/gate/placeholders.ts";
import { refactorings } from "../../../bench/gate/refactorings.ts";
import { parses, readSource } from "../../../bench/gate/source.ts";
import { weakTests } from "../../../bench/gate/weak-tests.ts";
import * as wordings from "../../../bench/gate/wordings.ts";
import { seededRandom } from "../../support/random.ts";

const texts = {
  "index.js": `'use strict';

var clamp = require('./lib/clamp');

/** Adds. */
function total(values, start) {
  var sum = start || 0;
  for (var i = 0; i < values.length; i += 1) {
    if (typeof values[i] === 'number') { sum += clamp(values[i], 10); }
  }
  return sum + 1;
}

function label(value) {
  var text = String(value);
  return typeof value === 'string' ? text.toUpperCase() : text;
}

exports.total = total;
exports.label = label;
`,
  "lib/clamp.js": `module.exports = function clamp(value, most) {
  var least = 0;
  if (value < least) {
    return least;
  } else {
    return Math.min(value, most);
  }
};
`,
  "test/a.js": `var test = require('tape');
var total = require('../').total;

test('total', function (t) {
  t.equal(total([1, 2]), 4);
  t.deepEqual([total([])], [1], 'nothing');
  t.ok(total([20]) === 11);
  t.end();
});

test('label', function (t) {
  t.plan(1);
  t.equal(require('../').label('a'), 'A');
});
`,
};

function sourceOf(path: keyof typeof texts) {
  const source = readSource(path, texts[path]);
  if (source === null) throw new Error(`${path} does not parse.`);
  return source;
}

function subjectOf(half: Half = "tuning"): Subject {
  return {
    half,
    sources: [sourceOf("index.js"), sourceOf("lib/clamp.js")],
    tests: [sourceOf("test/a.js")],
    recordings: [{ path: "index.js", name: "label", calls: [{ args: '["a"]', result: '"A"' }, { args: '["bc"]', result: '"BC"' }] }],
  };
}

function made(generate: Generate, seed = 1, half: Half = "tuning"): readonly Candidate[] {
  return [...generate(subjectOf(half), seededRandom(seed))];
}

function kindsOf(candidates: readonly Candidate[]): readonly string[] {
  return [...new Set(candidates.map(({ kind }) => kind))].toSorted();
}

const generators = { mutants, crossFileBreaks, lazyPlaceholders, hallucinatedImports, weakTests, hardCoded, syntaxDamage, refactorings };

describe.each(Object.entries(generators))("%s", (name, generate) => {
  test("is the same for the same seed, and another for another", () => {
    const first = made(generate);
    expect(first.length).toBeGreaterThan(2);
    expect(made(generate)).toEqual(first);
    expect(made(generate, 2)).not.toEqual(first);
  });

  test("changes what is there", () => {
    for (const { files } of made(generate)) {
      for (const [path, text] of files) {
        expect(Object.keys(texts)).toContain(path);
        expect(text).not.toBe(texts[path as keyof typeof texts]);
        if (text !== null && name !== "syntaxDamage") expect(parses(path, text), text).toBe(true);
      }
    }
  });
});

describe("what the classes are made of", () => {
  test("mutants", () => {
    const kinds = ["arguments swapped", "condition", "method", "number", "operator", "return", "statement"];
    expect(kindsOf(made(mutants))).toEqual(expect.arrayContaining(kinds));
  });

  test("cross-file breaks", () => {
    const kinds = ["export removed", "export renamed", "file removed", "parameter added in front", "parameters swapped", "request astray"];
    expect(kindsOf(made(crossFileBreaks))).toEqual(expect.arrayContaining(kinds));
  });

  test("weakened tests", () => {
    const kinds = kindsOf(made(weakTests));
    expect(kinds).toHaveLength(17);
    expect(kinds).toEqual(expect.arrayContaining(["assertion removed", "skipped", "focused", "compared with itself", "fenced in", "test file deleted"]));
  });

  test("hard-coded answers hold what the visible tests ask for", () => {
    for (const { files } of made(hardCoded)) {
      const text = files.get("index.js") ?? "";
      expect(text).toContain('"BC"');
      expect(text).not.toContain("value === 'string' ? text");
    }
  });

  test("damage that does not parse is certain, and what parses is for the suite to say", () => {
    for (const { files, certain } of made(syntaxDamage)) {
      for (const [path, text] of files) expect(certain).toBe(!parses(path, text ?? ""));
    }
  });

  test.each(Object.entries(wordings))("the held-out half meets other words than the tuning half: %s", (_, lists) => {
    const said = (half: Half) => lists[half].map((words) => JSON.stringify(words).toLowerCase());
    expect(said("tuning").filter((words) => said("held out").includes(words))).toEqual([]);
  });
});
