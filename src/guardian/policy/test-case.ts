// What is known of a test, in whatever language it is written, and of what a change does to tests. It knows no rule.
import type { Assertion } from "./assertions.ts";

export interface TestCase {
  readonly file: string;
  /** With the titles of the suites around it. */
  readonly path: string;
  readonly title: string;
  readonly offset: number;
  readonly runs: boolean;
  /** A reason that depends on where it runs is no skip. */
  readonly isFocused: boolean;
  /** One text for many tests: by a table or within a loop. */
  readonly isRepeated: boolean;
  /** Declared or left early under a condition: it may not run at all. */
  readonly isConditional: boolean;
  /** `test.fails`: what it asserts must not hold. */
  readonly mustFail: boolean;
  /** Of a table that is written out with the test. */
  readonly rows: number | null;
  /** Null where none is given. */
  readonly timeoutMs: number | null;
  /** Null for a test without a function of its own in view. */
  readonly body: string | null;
  readonly statements: number;
  /** Without those of the tests within it. */
  readonly assertions: readonly Assertion[];
  /** No test by itself: what a test file asserts outside of all its tests, in helpers or as it is run. */
  readonly isWholeFile: boolean;
}

export interface TestChanges {
  readonly before: readonly TestCase[];
  readonly after: readonly TestCase[];
  /** Tests that are there before and after, by their titles. */
  readonly kept: readonly { readonly before: TestCase; readonly after: TestCase }[];
  /** Tests that no test of the change stands for any more. */
  readonly gone: readonly TestCase[];
  readonly added: readonly TestCase[];
}
