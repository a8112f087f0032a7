// The gate's policy rules by name: how much each weighs unless the user says otherwise, and what it is against. The
// configuration offers them by this table; how a rule finds what it is against is not known here.

export interface PolicyRuleFacts {
  readonly severity: "error" | "warning";
  readonly meaning: string;
}

export const policyRules = {
  "policy/stub": { severity: "error", meaning: "Functions that only say that they are not implemented." },
  "policy/placeholder": { severity: "error", meaning: "Comments that stand for code: `rest of the code unchanged`." },
  "policy/truncated": { severity: "error", meaning: "Files that lost most of what they declared, a placeholder in its place." },
  "policy/hard-coded": { severity: "error", meaning: "Functions that only know the answers which the tests ask for." },
  "policy/test-removed": { severity: "error", meaning: "Tests that are gone without others in their place." },
  "policy/test-skipped": { severity: "error", meaning: "Tests that ran before and are skipped now, and new ones that never run." },
  "policy/test-focused": { severity: "error", meaning: "`.only`, which keeps all other tests from running." },
  "policy/test-emptied": { severity: "error", meaning: "Tests that assert nothing, and did before or are new." },
  "policy/assertion-removed": { severity: "error", meaning: "Tests that assert less, or more loosely, than before." },
  "policy/test-loosened": { severity: "error", meaning: "Tests that let more pass than before: looser matchers, a `catch` around assertions, an exit before them." },
  "policy/swallowed-error": { severity: "error", meaning: "Empty `catch` and `except` blocks without a comment that says why." },
  "policy/secret": { severity: "error", meaning: "Keys and tokens of well-known shapes, and private keys." },
  "policy/suppression": { severity: "error", meaning: "Comments, attributes and casts that silence a checker, where the project does not use them." },
  "policy/unreachable": { severity: "error", meaning: "Statements behind `return`, `throw`, `raise`, `break` or `continue`." },
  "policy/constant-condition": { severity: "error", meaning: "New conditions that are always true or always false: `if (false)`." },
  "policy/unread-variable": { severity: "error", meaning: "Variables that a function still gives a value, and that nothing reads any more." },
  "policy/parameter-order": { severity: "error", meaning: "Functions whose parameters stand in another order than the comment above says, and did not before." },
  "policy/documented-member": { severity: "error", meaning: "Functions that are gone everywhere, while a README still documents them." },
  "policy/debug-leftover": { severity: "warning", meaning: "`debugger`, `breakpoint()`, `dbg!` and the like, and `console` where the project does not use it." },
  "policy/unused-import": { severity: "warning", meaning: "New imports that nothing in the file uses." },
  "policy/unused-parameter": { severity: "warning", meaning: "New functions whose last parameters nothing uses." },
  "policy/unused-export": { severity: "warning", meaning: "New exports that nothing uses and the plan does not promise." },
  "policy/copied-function": { severity: "warning", meaning: "New functions that do the same as one that is there already." },
} as const satisfies Readonly<Record<string, PolicyRuleFacts>>;

export type PolicyRuleId = keyof typeof policyRules;

/** Severities as they are when nobody configured any. */
export const defaultSeverities: Readonly<Record<string, "off" | "warning" | "error">> = Object.fromEntries(
  Object.entries(policyRules).map(([id, { severity }]) => [id, severity]),
);
