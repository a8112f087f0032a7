// Calls that stop a running program or print what it holds, written to look into it and forgotten, in the languages
// that grammars read.
import type { SgNode } from "@ast-grep/napi";
import { evened } from "../source/nodes.ts";
import type { RuleFile, Tell } from "../rules/rule.ts";
import { findKinds, kindOf, startOf, type CodeLanguage, type CodeTree } from "./code-tree.ts";
import { calleeOf, dialectOf } from "./dialects.ts";

const names: Readonly<Record<CodeLanguage, RegExp | null>> = {
  python: /^(?:breakpoint|i?pdb\.set_trace|pudb\.set_trace)$/,
  go: /^spew\.(?:Dump|Printf)$/,
  rust: /^dbg!$/,
  ruby: /^(?:binding\.(?:pry|irb|break)|byebug)$/,
  php: /^(?:var_dump|dd)$/,
  csharp: /^(?:System\.Diagnostics\.)?Debugger\.(?:Break|Launch)$/,
  java: null,
  kotlin: null,
};

export function tellLeftovers(_file: RuleFile, code: CodeTree, tell: Tell): void {
  const wanted = names[code.language];
  const root = wanted === null ? null : code.root();
  if (wanted === null || root === null) return;
  for (const { node, name } of [...callsIn(root, code), ...importsIn(root, code)]) {
    if (!wanted.test(name)) continue;
    tell(startOf(node), { message: `${name} is left here. Delete it.`, key: evened(node.text()), habit: name });
  }
}

function callsIn(root: SgNode, code: CodeTree): { node: SgNode; name: string }[] {
  const calls = findKinds(root, dialectOf(code).calls).map((node) => ({ node, name: calleeOf(node, code) }));
  if (code.language !== "ruby") return calls;
  // `byebug` without arguments is a name to the grammar.
  return [...calls, ...root.findAll({ rule: { kind: "identifier", regex: "^byebug$" } }).map((node) => ({ node, name: node.text() }))];
}

/** `import pdb` is there for its call only. */
function importsIn(root: SgNode, { language }: CodeTree): { node: SgNode; name: string }[] {
  if (language !== "python") return [];
  return findKinds(root, ["import_statement"]).flatMap((node) => {
    const module = node.children().find((child) => kindOf(child) === "dotted_name");
    return module !== undefined && /^(?:i?pdb|pudb)$/.test(module.text()) ? [{ node, name: `${module.text()}.set_trace` }] : [];
  });
}
