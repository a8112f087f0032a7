// Which test was which before the change: what the rules on tests compare. It knows no rule.
import { codeTestsOf } from "../code/code-tests.ts";
import type { RuleChange, RuleFile } from "./rule.ts";
import type { TestCase, TestChanges } from "../policy/test-case.ts";
import { testCasesOf } from "../policy/test-cases.ts";

export function testChanges(change: Pick<RuleChange, "before" | "after">): TestChanges {
  // Where a grammar could not read a file, nobody knows which tests are in it.
  const unread = new Set(change.after.flatMap(({ code }) => (code !== null && code.root() === null ? [code.language] : [])));
  const before = change.before.filter(({ code }) => code === null || !unread.has(code.language)).flatMap(testsOf);
  const after = change.after.flatMap(testsOf);
  const free = new Set(after);
  const kept: { before: TestCase; after: TestCase }[] = [];
  let open: readonly TestCase[] = before;
  for (const same of [samePlace, samePath, sameBody, sameTitle]) {
    const left: TestCase[] = [];
    for (const test of open) {
      const match = [...free].find((other) => same(test, other));
      if (match === undefined) left.push(test);
      else {
        free.delete(match);
        kept.push({ before: test, after: match });
      }
    }
    open = left;
  }
  return { before, after, kept, gone: open, added: [...free] };
}

function testsOf(file: RuleFile): readonly TestCase[] {
  return file.code === null ? testCasesOf(file) : codeTestsOf(file, file.code);
}

function samePlace(left: TestCase, right: TestCase): boolean {
  return left.path === right.path && left.file === right.file;
}

function samePath(left: TestCase, right: TestCase): boolean {
  return left.path === right.path;
}

function sameBody(left: TestCase, right: TestCase): boolean {
  return left.body !== null && left.statements > 0 && left.body === right.body;
}

function sameTitle(left: TestCase, right: TestCase): boolean {
  return left.title !== "" && left.title === right.title;
}
