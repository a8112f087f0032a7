// Errors that are caught and dropped without a word, in the languages that grammars read. Rust has none: a dropped
// result is told by its compiler.
import type { SgNode } from "@ast-grep/napi";
import { evened } from "../source/nodes.ts";
import type { RuleFile, Tell } from "../rules/rule.ts";
import { codeComments, isExplained } from "./code-comments.ts";
import { childOfKind, endOf, findKinds, hasWithin, kindOf, partsOf, startOf, statementsOf, type CodeLanguage, type CodeTree } from "./code-tree.ts";
import { bodyOf, nameOf } from "./dialects.ts";
import { docOf } from "./python-classes.ts";

const clauses: Readonly<Record<CodeLanguage, readonly string[]>> = {
  python: ["except_clause"],
  go: ["assignment_statement"],
  rust: [],
  java: ["catch_clause"],
  csharp: ["catch_clause"],
  kotlin: ["catch_block"],
  ruby: ["rescue"],
  php: ["catch_clause"],
};

const message = "An error is swallowed here. Handle it, let it pass, or say in a comment why it may be dropped.";

export function tellSwallowed(file: RuleFile, code: CodeTree, tell: Tell): void {
  const root = code.root();
  if (root === null || file.isTest) return;
  const found = findKinds(root, clauses[code.language]).flatMap((clause) => {
    const weight = code.language === "go" ? droppedInGo(clause) : weightOf(clause, code.language);
    return weight === null ? [] : [{ clause, weight }];
  });
  const comments = found.length === 0 ? [] : (codeComments(code) ?? []);
  for (const { clause, weight } of found) {
    const around = code.language === "go" ? clause : (clause.parent() ?? clause);
    if (isExplained(comments, file.text, startOf(around), endOf(clause))) continue;
    tell(startOf(clause), { message, key: evened(around.text()), ...(weight === "warning" ? { severity: weight } : {}) });
  }
}

type Weight = "error" | "warning" | null;

/** `_ = err`: it is at least said that there is one. */
function droppedInGo(statement: SgNode): Weight {
  return /^_\s*=\s*err$/.test(statement.text()) ? "warning" : null;
}

function weightOf(clause: SgNode, language: CodeLanguage): Weight {
  if (!isEmpty(clause, language) || isNamedAsUnwanted(clause, language)) return null;
  const tried = clause.parent();
  if (tried === null || tried.children().some((child) => /^(?:finally\w*|else\w*|ensure)$/.test(kindOf(child)))) return null;
  const body = triedBody(tried, language);
  // What is tried and answers goes on to the next way; what is loaded may be missing.
  if (body.some((statement) => hasWithin(statement, (node) => /^(?:return\w*|yield\w*|import_\w+|jump_expression|require\w*)$/.test(kindOf(node))))) return null;
  if (!isOfAll(clause, language)) return language === "python" || language === "ruby" ? null : "warning";
  return body.every(isOnlyHelp) || isTidying(tried, language) ? "warning" : "error";
}

function isEmpty(clause: SgNode, language: CodeLanguage): boolean {
  if (language === "ruby") return childOfKind(clause, /^then$/) === null;
  if (language === "kotlin") return childOfKind(clause, /^statements$/) === null;
  const body = bodyOf(clause) ?? childOfKind(clause, /^(?:block|compound_statement)$/);
  return body !== null && statementsOf(body).every((statement) => kindOf(statement) === "pass_statement" || statement.text() === "...");
}

/** `catch (Exception ignored)` says that the error is known and not wanted. */
function isNamedAsUnwanted(clause: SgNode, language: CodeLanguage): boolean {
  const head = clause.text().split("{", 1)[0] ?? "";
  return language !== "python" && /[\s$(](?:_\w*|ignored?\w*|expected\w*|unused\w*)\s*(?:[:)]|$)|\bInterruptedException\b/i.test(head.trimEnd());
}

function isOfAll(clause: SgNode, language: CodeLanguage): boolean {
  if (language === "python") {
    const caught = partsOf(clause).find((part) => kindOf(part) !== "block");
    return caught === undefined || /^\(?\s*(?:Base)?Exception\b/.test(caught.text());
  }
  if (language === "ruby") {
    const caught = childOfKind(clause, /^exceptions$/);
    return caught === null || /\b(?:StandardError|Exception)$/.test(caught.text());
  }
  const head = clause.text().split("{", 1)[0] ?? "";
  return !head.includes("(") || /\b(?:Exception|Throwable|RuntimeException|Error)\b/.test(head);
}

function triedBody(tried: SgNode, language: CodeLanguage): SgNode[] {
  if (language === "ruby") return partsOf(tried).filter((part) => kindOf(part) !== "rescue");
  const body = tried.field("body") ?? childOfKind(tried, /^(?:block|compound_statement|statements)$/);
  return body === null ? [] : language === "kotlin" ? partsOf(body) : statementsOf(body);
}

/** In `close` and the like: there is nobody left to be told. Or the function's document says that errors are dropped. */
function isTidying(tried: SgNode, language: CodeLanguage): boolean {
  const around = tried.ancestors().find((each) => /^(?:function_definition|method\w*|function_declaration|singleton_method)$/.test(kindOf(each)));
  if (around === undefined) return false;
  if (tidying.test(nameOf(around))) return true;
  return language === "python" && /\bbest[- ]effort|\bignor(?:e|es|ed|ing)\b|\bsilent|\bsuppress|\bswallow/i.test(docOf(around));
}

const tidying = /^_*(?:close|del__|exit__|aexit__|aclose|cleanup|clean_up|shutdown|stop|dispose|finalize|tear_?down|disconnect|terminate|kill|abort|release|destroy|on_?exit|at_?exit)/i;

const help = /(?:^|[.>_:])_?(?:close|unlink|rm|rmtree|rmdir|remove|kill|end|destroy|abort|release|clean|dispose|cancel|terminate|disconnect|unsubscribe|clear|delete|stop|exit|rollback|shutdown|join|flush|quit|unregister|detach|discard|untrack|reset|wait|settrace|warn|log|debug|info|write|print|set)\w*$/i;

/** Tidying up may fail, and what a value was before may be good enough: both are often meant. */
function isOnlyHelp(statement: SgNode): boolean {
  const inner = kindOf(statement) === "expression_statement" ? partsOf(statement)[0] : statement;
  if (inner === undefined) return true;
  if (/assignment|declaration|^(?:delete_statement|import\w*)$/.test(kindOf(inner))) return true;
  const called = inner.text().split("(", 1)[0] ?? "";
  return /call|invocation|await/.test(kindOf(inner)) && help.test(called.trim());
}
