// The form that the examples of a rule have here.
import type { Example } from "../../../../../src/guardian/rules/rule.ts";

export interface Examples {
  readonly valid: readonly Example[];
  readonly invalid: readonly Example[];
}

/** A new file. */
export function python(after: string): Example {
  return { path: "src/a.py", after };
}
