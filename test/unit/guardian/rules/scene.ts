// Makes an example of a rule into files before and after.
import type { Example } from "../../../../src/guardian/rules/rule.ts";
import type { Scene } from "../slot.ts";

export function sceneOf(example: Example): Scene {
  if (typeof example === "string") return { after: { "src/example.ts": example } };
  if (!("path" in example)) return example;
  const { path, before, after } = example;
  return { before: before === undefined ? {} : { [path]: before }, after: { [path]: after } };
}
