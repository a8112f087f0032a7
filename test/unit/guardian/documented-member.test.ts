// A documented function that a change takes away: an error for whoever may change the document, a warning for a task
// that may not, since another task of the plan may have it to change.
import { expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { gateSettings, neverAborted, prepare } from "./slot.ts";

test.each([
  ["nothing says what may be written", null, "error"],
  ["the document may be written", ["index.js", "README.md"], "error"],
  ["a pattern covers the document", ["*"], "error"],
  ["the document is not among what may be written", ["index.js"], "warning"],
] as const)("where %s", async (_, writes, severity) => {
  const input = await prepare({
    before: { "README.md": "# Trees\n\n## .get(path)\n", "index.js": "exports.get = (path) => path;\n" },
    after: { "index.js": "exports.at = (path) => path;\n" },
    input: { writes, settings: gateSettings({ rules: { "policy/unused-export": "off" } }) },
  });
  const { findings } = await createGate().check(input, neverAborted);
  expect(findings.filter(({ rule }) => rule === "policy/documented-member").map((each) => each.severity)).toEqual([severity]);
});
