import { expect, test } from "vitest";
import { readWords, valueOf, type BenchOption } from "../../../bench/options.ts";

type Group = "method" | "start" | "own";
const options: readonly BenchOption[] = [
  { name: "--quick", value: "none", says: "" },
  { name: "--missions", value: "number", says: "" },
  { name: "--arms", value: "text", says: "" },
];
const named = (word: string): readonly Group[] => (word === "host" ? ["start", "own"] : (["method", "start", "own"] as const).filter((group) => group === word));
const read = (...words: string[]) => readWords(words, named, (group) => (group === "method" ? options : []));
const problem = (...words: string[]): string => {
  const reading = read(...words);
  return reading.ok ? "" : reading.problem;
};

test("groups and their options are read; nothing asked is nothing named", () => {
  expect(read("method", "--missions=3")).toEqual({ ok: true, isHelp: false, asked: { groups: ["method"], options: ["--missions=3"] } });
  expect(read("host", "own")).toEqual({ ok: true, isHelp: false, asked: { groups: ["start", "own"], options: [] } });
  expect(read()).toEqual({ ok: true, isHelp: false, asked: { groups: [], options: [] } });
});

test("help measures nothing, whatever stands beside it", () => {
  for (const words of [["--help"], ["-h"], ["method", "--help"]]) {
    expect(read(...words)).toEqual({ ok: true, isHelp: true, asked: { groups: [], options: [] } });
  }
});

test.each([
  [["metod"], 'There is no group "metod".'],
  [["method", "--mision=3"], "The group method has no option --mision; there are --quick, --missions, --arms."],
  [["start", "--quick"], "The group start has no option --quick; it has none."],
  [["--quick"], "--quick: name the group that it is for."],
  [["method", "--quick=yes"], "--quick takes no value."],
  [["method", "--missions"], "--missions wants a value, as in --missions=3."],
  [["method", "--missions=0"], '--missions wants a whole number from 1, not "0".'],
  [["method", "--missions=1e3"], '--missions wants a whole number from 1, not "1e3".'],
  [["method", "--arms="], "--arms wants a value, as in --arms=NAME."],
])("%j is refused", (words, expected) => {
  expect(problem(...words)).toBe(expected);
});

test("a value may hold what stands between names and values", () => {
  expect(valueOf(["--arms=a=b,c"], "--arms")).toBe("a=b,c");
  expect(valueOf(["--missions=1", "--missions=2"], "--missions")).toBe("2");
  expect(valueOf(["--quick"], "--arms")).toBeNull();
});
