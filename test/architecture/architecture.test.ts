// The architecture, kept by a test: every rule is run on all of src/, and must find nothing.
import { describe, expect, test } from "vitest";
import { eagerPackages, importCycles, wrongDirections, wrongProcesses } from "./directions.ts";
import { defaultExports, largeMedian, longFiles, longFunctions, looseTypes, missingHeaders, unfinishedWork } from "./form.ts";
import { impureCore, workOnImport } from "./purity.ts";
import { readSources } from "./source.ts";

const sources = readSources();

describe("src/", () => {
  test("is where it is looked for", () => {
    expect(sources.map((source) => source.path)).toContain("src/core/plan.ts");
  });

  test.each([
    ["imports go in one direction", wrongDirections],
    ["there is no import cycle", importCycles],
    ["processes are started in few files only", wrongProcesses],
    ["heavy packages are loaded late", eagerPackages],
    ["core is pure", impureCore],
    ["nothing runs on import", workOnImport],
    ["files are short", longFiles],
    ["most files are shorter", largeMedian],
    ["functions fit on a screen", longFunctions],
    ["every file says what it is for", missingHeaders],
    ["exports have names", defaultExports],
    ["types are strict", looseTypes],
    ["nothing is left to do", unfinishedWork],
  ] as const)("%s", (_, rule) => {
    expect(rule(sources)).toEqual([]);
  });
});
