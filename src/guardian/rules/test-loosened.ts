// Tests that still stand and still assert, but let more pass than before: by a looser matcher, a tolerance, a `catch`
// around, or an exit before. That an assertion is gone, another rule tells.
import type { Assertion } from "../policy/assertions.ts";
import type { TestCase } from "../policy/test-case.ts";
import type { ChangeRule, Problem } from "./rule.ts";

export const testLoosened: ChangeRule = {
  id: "policy/test-loosened",
  kind: "change",
  valid: [
    { path: "tests/test_a.py", before: "import pytest\n\n@pytest.mark.parametrize('x', [1, 2])\ndef test_each(x):\n    assert f(x) == x\n", after: "import pytest\n\n@pytest.mark.parametrize('x', [1, 2, 3])\ndef test_each(x):\n    assert f(x) == x\n" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "test('a', () => { expect(f(1)).toBe(2); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toMatch(/a/); });", after: "test('a', () => { expect(f(1)).toBe('a'); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBeCloseTo(1, 2); });", after: "test('a', () => { expect(f(1)).toBeCloseTo(1, 5); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe('a b'); });", after: "test('a', () => { expect(f(1)).toContain('a'); expect(f(1)).toBe('a c'); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "test('a', () => { try { expect(f(1)).toBe(1); } catch (error) { throw new Error('f of 1', { cause: error }); } });" },
    { path: "test/a.js", before: "test('a', (t) => { try { f(); } catch (error) { t.equal(String(error), 'no'); } });", after: "test('a', (t) => { try { f(); } catch (error) { if (error == null) { t.fail('nothing'); } else { t.equal(String(error), 'no'); } } });" },
    { path: "test/a.js", before: "test('a', (t) => { t.equal(f(1), 1); t.end(); });", after: "test('a', (t) => { try { t.equal(f(1), 1); t.end(); } catch (error) { t.end(error); } });" },
  ],
  invalid: [
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n", after: "import pytest\n\n@pytest.mark.xfail\ndef test_one():\n    assert f(1) == 1\n" },
    { path: "tests/test_a.py", before: "import pytest\n\n@pytest.mark.parametrize('x', [1, 2])\ndef test_each(x):\n    assert f(x) == x\n", after: "import pytest\n\n@pytest.mark.parametrize('x', [1])\ndef test_each(x):\n    assert f(x) == x\n" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe('abc'); });", after: "test('a', () => { expect(f(1)).toMatch(/.*/); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toEqual({ id: 1 }); });", after: "test('a', () => { expect(f(1)).toEqual({ id: expect.any(Number) }); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "test('a', () => { expect(f(1)).not.toBe(2); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(5); });", after: "test('a', () => { expect(f(1)).toBeGreaterThan(0); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBeCloseTo(1.234, 5); });", after: "test('a', () => { expect(f(1)).toBeCloseTo(1.234, 0); });" },
    { path: "test/a.test.ts", before: "test('a', () => { assert.closeTo(f(1), 1, 0.01); });", after: "test('a', () => { assert.closeTo(f(1), 1, 10); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "test('a', () => { try { expect(f(1)).toBe(1); } catch {} });" },
    { path: "test/a.js", before: "test('a', (t) => { t.equal(f(1), 1); t.end(); });", after: "test('a', (t) => { try { t.equal(f(1), 1); t.end(); } catch (error) { t.end(); } });" },
    { path: "test/a.js", before: "it('a', (done) => { assert.equal(f(1), 1); done(); });", after: "it('a', (done) => { try { assert.equal(f(1), 1); } catch (error) { console.log(error); done(); } });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "test('a', () => { if (!ready) return; expect(f(1)).toBe(1); });" },
    { path: "test/a.test.ts", before: "test.each([[1, 2], [2, 3]])('%s', (a, b) => { expect(f(a)).toBe(b); });", after: "test.each([[1, 2]])('%s', (a, b) => { expect(f(a)).toBe(b); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "test.fails('a', () => { expect(f(1)).toBe(1); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); }, 1000);", after: "test('a', () => { expect(f(1)).toBe(1); }, 60000);" },
    {
      before: { "src/f.ts": "export const f = (x: number) => x;", "test/a.test.ts": "test('a', () => { expect(f(1)).toBe(1); });" },
      after: { "src/f.ts": "export const f = (x: number) => x + 1;", "test/a.test.ts": "test('a', () => { expect(f(1)).toBe(2); });" },
    },
  ],
  async compare(change) {
    const touchesCode = change.after.some(({ isTest, tree }) => !isTest && tree !== null);
    return change.tests().kept.flatMap(({ before, after }) => {
      if (before.runs !== after.runs) return [];
      const found = aroundAssertions(before, after) ?? looserAssertion(before, after) ?? (touchesCode ? otherAnswer(before, after) : null);
      return found === null ? [] : [problemOf(after, found)];
    });
  },
};

interface Loosened {
  readonly what: string;
  readonly offset: number;
  readonly severity?: "warning";
  readonly fix?: string;
}

function problemOf({ file, path, title }: TestCase, { what, offset, severity, fix }: Loosened): Problem {
  return { file, offset, key: path, message: `The test "${title.slice(0, 60)}" ${what}`, ...(severity === undefined ? {} : { severity }), ...(fix === undefined ? {} : { fix }) };
}

function aroundAssertions(before: TestCase, after: TestCase): Loosened | null {
  const { offset } = after;
  if (after.mustFail && !before.mustFail) return { what: "is now expected to fail. Take that away, and mend the code.", offset };
  if (before.rows !== null && after.rows !== null && after.rows < before.rows) {
    return { what: `lost ${before.rows - after.rows} of the ${before.rows} rows of its table. Put them back.`, offset };
  }
  const guarded = after.assertions.find(({ isGuarded }) => isGuarded);
  if (guarded !== undefined && !before.assertions.some(({ isGuarded }) => isGuarded)) {
    return { what: "catches what its own assertions throw, so it cannot fail. Take the try away.", offset: guarded.offset };
  }
  const hanging = after.assertions.find(({ isDetached }) => isDetached);
  if (hanging !== undefined && after.assertions.every(({ isDetached }) => isDetached) && !before.assertions.some(({ isDetached }) => isDetached)) {
    return { what: "asserts in a callback that it does not wait for. Wait for it, or assert at once.", offset: hanging.offset };
  }
  const [first] = after.assertions;
  if (first !== undefined && first.condition !== null && after.assertions.every(({ condition }) => condition !== null) && before.assertions.some(({ condition }) => condition === null)) {
    const isOfPlace = /\b(?:process|env|platform|version|os|node|has|is|supports)\w*\b/i.test(first.condition);
    return { what: `asserts only if ${first.condition.slice(0, 60)}. Let it assert always.`, offset: first.offset, ...(isOfPlace ? { severity: "warning" } : {}) };
  }
  if (after.isConditional && !before.isConditional) {
    return { what: "now runs under a condition only. Let it run always.", offset, severity: "warning" };
  }
  if (before.timeoutMs === null || after.timeoutMs === null || after.timeoutMs <= before.timeoutMs) return null;
  return { what: `now has ${after.timeoutMs} ms instead of ${before.timeoutMs}. Keep the limit unless the task asks for more.`, offset, severity: "warning" };
}

const turned = new Map([["toBe", "not.toBe"], ["toEqual", "not.toEqual"], ["toStrictEqual", "not.toStrictEqual"], ["equal", "notEqual"], ["strictEqual", "notStrictEqual"], ["deepEqual", "notDeepEqual"]]);
const openEnded = /\bexpect\.(?:any(?:thing)?|objectContaining|arrayContaining|stringContaining|stringMatching|closeTo)\(|\bsinon\.match\b|\bany(?:thing)?\(/;
const partial = /^(?:not\.)?(?:toMatch|toContain|toContainEqual|toMatchObject|toMatchSnapshot|toHaveProperty|toBeGreaterThan|toBeGreaterThanOrEqual|toBeLessThan|toBeLessThanOrEqual|toSatisfy|match|include|includes|contain|contains|property|notEqual|notStrictEqual|notDeepEqual|isAbove|isBelow|isAtLeast|like|matches|toBe|toEqual|toStrictEqual)$/;
const exact = new Set(["toBe", "toEqual", "toStrictEqual", "equal", "equals", "eql", "is", "same", "strictEqual", "deepEqual", "deepStrictEqual"]);

function looserAssertion(before: TestCase, after: TestCase): Loosened | null {
  const kept = new Set(after.assertions.map(({ text }) => text));
  const known = new Set(before.assertions.map(({ text }) => text));
  for (const old of before.assertions) {
    if (old.subject === "" || kept.has(old.text)) continue;
    const now = after.assertions.filter((each) => each.subject === old.subject && !known.has(each.text));
    if (now.some((each) => exact.has(each.matcher) && each.expected[0] !== each.subject && !openEnded.test(each.expected[0] ?? ""))) continue;
    const looser = now.find((each) => isLooser(old, each));
    if (looser === undefined) continue;
    return { what: `asks for less than before. It was: ${old.text.slice(0, 120)}. Put it back.`, offset: looser.offset, fix: old.text };
  }
  const strict = before.assertions.find((each) => asksStrictly(each));
  const [first] = after.assertions;
  if (strict === undefined || first === undefined || kept.has(strict.text) || !after.assertions.every(asksLittle)) return null;
  return { what: `asks for less than before. It was: ${strict.text.slice(0, 120)}. Put it back.`, offset: first.offset, fix: strict.text };
}

function asksStrictly({ matcher, isTrivial }: Assertion): boolean {
  return exact.has(matcher) && !isTrivial;
}

/** Of whatever value: that there is one, of which type, or that nothing is thrown. */
function asksLittle({ matcher, subject, expected, strictness, isTrivial }: Assertion): boolean {
  return isTrivial || strictness === "loose" || /^typeof\b/.test(subject) || (exact.has(matcher) && subject !== "" && expected[0] === subject) || (partial.test(matcher) && !exact.has(matcher) && /^["'`[\d]/.test(subject));
}

function isLooser(old: Assertion, now: Assertion): boolean {
  const wasOpen = openEnded.test(old.expected.join(" "));
  if (exact.has(old.matcher) && !wasOpen) {
    if (exact.has(now.matcher) && now.expected[0] === now.subject && old.expected[0] !== old.subject) return true;
    if (turned.get(old.matcher) === now.matcher || openEnded.test(now.expected.join(" "))) return true;
    return partial.test(now.matcher) && !exact.has(now.matcher);
  }
  return old.matcher === now.matcher && isMoreTolerant(old, now);
}

/** Digits of `toBeCloseTo`, the difference that `closeTo` allows. */
function isMoreTolerant({ matcher, expected: was }: Assertion, { expected: is }: Assertion): boolean {
  if (was[0] !== is[0]) return false;
  if (matcher === "toBeCloseTo") return Number(is[1] ?? 2) < Number(was[1] ?? 2);
  return /^(?:closeTo|approximately|almost)$/.test(matcher) && Number(is[1]) > Number(was[1]);
}

/** The code and what is expected of it are both new: right if the task asks for it, and else how a fault is hidden. */
function otherAnswer(before: TestCase, after: TestCase): Loosened | null {
  for (const old of before.assertions) {
    if (!exact.has(old.matcher) || old.subject === "" || after.assertions.some(({ text }) => text === old.text)) continue;
    const now = after.assertions.find((each) => each.subject === old.subject && each.matcher === old.matcher && each.expected[0] !== old.expected[0] && isWritten(each) && isWritten(old));
    if (now === undefined || before.assertions.some(({ text }) => text === now.text)) continue;
    const what = `now expects ${(now.expected[0] ?? "").slice(0, 40)} where it expected ${(old.expected[0] ?? "").slice(0, 40)}. Keep what it expected unless the task asks for the new answer.`;
    return { what, offset: now.offset, severity: "warning" };
  }
  return null;
}

/** A literal: a name may stand for the same value. */
function isWritten({ expected }: Assertion): boolean {
  return /^(?:["'`\d[{-]|true$|false$|null$)/.test(expected[0] ?? "");
}
