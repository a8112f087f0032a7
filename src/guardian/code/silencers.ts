// Attributes and annotations that silence a checker: `#[allow(…)]`, `@SuppressWarnings`, `#pragma warning disable`.
// Comments that do are known to the rule itself.
import { evened } from "../source/nodes.ts";
import type { RuleFile, Tell } from "../rules/rule.ts";
import { findKinds, startOf, type CodeLanguage, type CodeTree } from "./code-tree.ts";

interface Silencer {
  readonly kinds: readonly string[];
  readonly start: RegExp;
  readonly habit: string;
  /** Everything, or most of it, is silenced at once. */
  readonly blanket: RegExp;
}

const silencers: Partial<Readonly<Record<CodeLanguage, Silencer>>> = {
  rust: {
    kinds: ["attribute_item", "inner_attribute_item"],
    start: /^#!?\[\s*allow\s*\(/,
    habit: "[allow(",
    blanket: /\(\s*(?:warnings|unused|clippy\s*::\s*(?:all|restriction|correctness))\s*[,)]/,
  },
  java: { kinds: ["annotation"], start: /^@(?:java\.lang\.)?SuppressWarnings\b/, habit: "@SuppressWarnings", blanket: /"all"/i },
  kotlin: { kinds: ["annotation"], start: /^@(?:file:)?Suppress\b/, habit: "@Suppress", blanket: /"(?:all|warnings)"/i },
  csharp: { kinds: ["preproc_pragma"], start: /^#\s*pragma\s+warning\s+disable\b/, habit: "pragma warning disable", blanket: /disable\s*(?:\/\/.*)?$/ },
};

export function tellSilencers({ isTest }: RuleFile, code: CodeTree, tell: Tell): void {
  const silencer = silencers[code.language];
  const root = silencer === undefined ? null : code.root();
  if (silencer === undefined || root === null) return;
  for (const node of findKinds(root, silencer.kinds)) {
    const text = node.text().trimEnd();
    if (!silencer.start.test(text)) continue;
    const isBlanket = silencer.blanket.test(text);
    if (isTest && !isBlanket) continue;
    tell(startOf(node), {
      message: `"${evened(text).slice(0, 60)}" silences a checker. Delete it and mend what the checker says.`,
      key: evened(text),
      habit: silencer.habit,
      ...(isBlanket ? {} : { severity: "warning" }),
    });
  }
}
