// All policy rules, in the order in which their findings are told. A rule without examples is refused: nobody could
// know what it does.
import { policyRules } from "../../core/policy-rules.ts";
import { assertionRemoved } from "./assertion-removed.ts";
import { constantCondition } from "./constant-condition.ts";
import { copiedFunction } from "./copied-function.ts";
import { debugLeftover } from "./debug-leftover.ts";
import { documentedMember } from "./documented-member.ts";
import { hardCoded } from "./hard-coded.ts";
import { parameterOrder } from "./parameter-order.ts";
import { placeholder } from "./placeholder.ts";
import type { PolicyRule } from "./rule.ts";
import { secret } from "./secret.ts";
import { stub } from "./stub.ts";
import { suppression } from "./suppression.ts";
import { swallowedError } from "./swallowed-error.ts";
import { testEmptied } from "./test-emptied.ts";
import { testFocused } from "./test-focused.ts";
import { testLoosened } from "./test-loosened.ts";
import { testRemoved } from "./test-removed.ts";
import { testSkipped } from "./test-skipped.ts";
import { unreachable } from "./unreachable.ts";
import { truncated } from "./truncated.ts";
import { unreadVariable } from "./unread-variable.ts";
import { unusedExport } from "./unused-export.ts";
import { unusedImport } from "./unused-import.ts";
import { unusedParameter } from "./unused-parameter.ts";

const rules: readonly PolicyRule[] = [
  stub,
  truncated,
  placeholder,
  hardCoded,
  testRemoved,
  testSkipped,
  testFocused,
  testEmptied,
  assertionRemoved,
  testLoosened,
  swallowedError,
  secret,
  suppression,
  unreachable,
  constantCondition,
  unreadVariable,
  parameterOrder,
  documentedMember,
  debugLeftover,
  unusedImport,
  unusedParameter,
  unusedExport,
  copiedFunction,
];

export function allRules(): readonly PolicyRule[] {
  return checkedRules(rules);
}

/** Throws for what its author must mend: a rule without examples, or a second one of the same id. */
export function checkedRules(loaded: readonly PolicyRule[]): readonly PolicyRule[] {
  const ids = new Set<string>();
  for (const { id, valid, invalid } of loaded) {
    if (valid.length === 0 || invalid.length === 0) throw new Error(`The rule ${id} lacks valid or invalid examples.`);
    if (ids.has(id) || !Object.hasOwn(policyRules, id)) throw new Error(`There is no place for a rule ${id}, or two have it.`);
    ids.add(id);
  }
  return loaded;
}
