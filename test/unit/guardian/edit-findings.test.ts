// What comes back with an edit is what the gate then says of the same file: a writer never mends one thing to learn that
// the verdict is about another.
import { expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { neverAborted, prepare, type Tree } from "./slot.ts";

const before: Tree = {
  "package.json": '{ "type": "module" }',
  "src/price.ts": "export const price = (count: number): number => count * 2;\n",
  "src/a.ts": 'import { price } from "./price.ts";\nexport const bill = (): number => price(3);\n',
  "test/a.test.ts": 'import { expect, test } from "vitest";\ntest("a", () => { expect(1).toBe(1); });\n',
};

test.each([
  ["what does not parse", "src/a.ts", "export const a = ;\n"],
  ["a merge marker", "src/a.ts", "<<<<<<< ours\nexport const a = 1;\n=======\nexport const a = 2;\n>>>>>>> theirs\n"],
  ["a stub", "src/a.ts", 'export function bill(): number {\n  throw new Error("not implemented");\n}\n'],
  ["a placeholder", "src/a.ts", "// ... rest of the code unchanged ...\nexport const bill = 1;\n"],
  ["several at once", "src/a.ts", "export function a() {\n  try { b(); } catch {}\n  return 1;\n  b();\n}\nfunction b() {}\n"],
  ["an import that leads nowhere", "src/a.ts", 'import { price } from "./prices.ts";\nexport const bill = price(1);\n'],
  ["an export that is not there", "src/a.ts", 'import { cost } from "./price.ts";\nexport const bill = cost(1);\n'],
  ["a skipped test", "test/a.test.ts", 'import { expect, test } from "vitest";\ntest.skip("a", () => { expect(1).toBe(1); });\n'],
  ["a suppression", "src/a.ts", "// @ts-ignore\nexport const bill: number = 'x';\n"],
  ["nothing wrong", "src/a.ts", 'import { price } from "./price.ts";\nexport const bill = (): number => price(4);\n'],
])("%s", async (_name, path, text) => {
  const input = await prepare({ before, after: { [path]: text } });
  const gate = createGate();
  const atEdit = await gate.checkFile(input.directory, path, input);
  const verdict = await gate.check({ ...input, settings: { ...input.settings, types: "off", lint: "off" } }, neverAborted);
  const errors = verdict.findings.filter(({ file, severity }) => file === path && severity === "error");
  expect(atEdit.findings).toEqual(errors);
  expect(atEdit.outcome).toBe(verdict.outcome);
});
