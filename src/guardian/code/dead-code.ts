// Statements that never run, since what stands before them in their block always leaves, in the languages that grammars
// read.
import type { SgNode } from "@ast-grep/napi";
import { evened } from "../source/nodes.ts";
import type { RuleFile, Tell } from "../rules/rule.ts";
import { endOf, findKinds, hasWithin, kindOf, nextPart, partsOf, startOf, type CodeTree } from "./code-tree.ts";
import { calleeOf, dialectOf } from "./dialects.ts";

export function tellDeadCode(file: RuleFile, code: CodeTree, tell: Tell): void {
  const root = code.root();
  // What compilers are tried on is wrong on purpose.
  if (root === null || /(?:^|\/)(?:testdata|fixtures?)\//i.test(file.path)) return;
  const { exits, blocks } = dialectOf(code);
  let deadUntil = -1;
  for (const exit of findKinds(root, exits)) {
    if (startOf(exit) < deadUntil || !leaves(exit, code)) continue;
    const block = exit.parent();
    if (block === null || !blocks.test(kindOf(block)) || isConditional(exit)) continue;
    const dead = firstDead(exit, code);
    if (dead === null) continue;
    deadUntil = endOf(block);
    const word = /^\w+/.exec(exit.text())?.[0] ?? "";
    tell(startOf(dead), {
      message: `This never runs: "${word}" stands before it. Delete it, or move it before.`,
      key: evened(file.text.slice(startOf(exit), endOf(dead))),
    });
  }
}

function firstDead(exit: SgNode, code: CodeTree): SgNode | null {
  let dead = nextPart(exit);
  while (dead !== null && !runs(dead, code)) {
    // Where a label stands, something may jump to.
    if (kindOf(dead).startsWith("label")) return null;
    dead = nextPart(dead);
  }
  return dead;
}

/** Some grammars wrap what leaves into a statement like any other. */
function leaves(exit: SgNode, code: CodeTree): boolean {
  if (kindOf(exit) !== "expression_statement") return true;
  const inner = partsOf(exit)[0];
  if (inner === undefined) return false;
  if (code.language === "go") return kindOf(inner) === "call_expression" && calleeOf(inner, code) === "panic";
  if (code.language === "php") return kindOf(inner) === "throw_expression";
  if (kindOf(inner) === "macro_invocation") return calleeOf(inner, code) === "panic!";
  return /^(?:return|break|continue)_expression$/.test(kindOf(inner));
}

/** `#[cfg(unix)] return …;` */
function isConditional(exit: SgNode): boolean {
  const before = exit.prev();
  return before !== null && kindOf(before) === "attribute_item";
}

const declarations = /^(?:labeled_statement|function_item|struct_item|enum_item|impl_item|use_declaration|macro_definition|const_item|attribute_item|empty_statement|local_function_statement|function_definition|class_declaration|rescue|ensure|else|method|break_statement|preproc_\w+|label_statement|text_interpolation|php_tag)$/;

/** What a compiler or a reader wants to see there is no code that somebody forgot. */
function runs(dead: SgNode, { language }: CodeTree): boolean {
  const kind = kindOf(dead);
  if (language === "python") return !/^(?:expression_statement|assert_statement|pass_statement|raise_statement)$/.test(kind) || !isMarker(dead);
  if (declarations.test(kind)) return false;
  if (language === "go" && dead.text().startsWith("panic(")) return false;
  return !(language === "rust" && /^(?:unreachable|panic|todo)!/.test(dead.text()));
}

/** `yield` behind `return` makes a generator that yields nothing; `assert False` and `raise` say that it cannot be reached. */
function isMarker(dead: SgNode): boolean {
  if (kindOf(dead) !== "expression_statement") return true;
  const inner = partsOf(dead)[0];
  return inner === undefined || kindOf(inner) === "string" || hasWithin(inner, (node) => kindOf(node) === "yield");
}
