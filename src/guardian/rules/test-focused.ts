// `.only`: with it, every other test of the run is silently left out.
import type { ChangeRule } from "./rule.ts";

export const testFocused: ChangeRule = {
  id: "policy/test-focused",
  kind: "change",
  valid: [
    { path: "test/a.test.ts", after: "test('only', () => { expect(f()).toBe(1); });" },
    { path: "src/a.ts", after: "export const x = list.only('a');" },
  ],
  invalid: [
    { path: "test/a.test.ts", after: "test.only('a', () => { expect(f()).toBe(1); });" },
    { path: "test/a.test.ts", before: "describe('s', () => {});", after: "describe.only('s', () => { test('a', () => { expect(f()).toBe(1); }); });" },
    { path: "test/a.test.ts", after: "fit('a', () => { expect(f()).toBe(1); });" },
  ],
  async compare(change) {
    const { before, after } = change.tests();
    const known = new Set(before.flatMap(({ isFocused, path }) => (isFocused ? [path] : [])));
    return after
      .filter(({ isFocused, path }) => isFocused && !known.has(path))
      .map(({ file, offset, path, title }) => ({
        file,
        offset,
        key: path,
        message: `"${title.slice(0, 60)}" is focused, so no other test runs. Take ".only" away.`,
      }));
  },
};
