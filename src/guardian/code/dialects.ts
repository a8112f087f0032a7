// What each language's grammar calls its functions, comments, exits and the like. It knows no rule.
import type { SgNode } from "@ast-grep/napi";
import { childOfKind, findKinds, kindOf, type CodeLanguage, type CodeTree } from "./code-tree.ts";

export interface Dialect {
  /** Functions and methods that have a name. */
  readonly functions: readonly string[];
  /** What they are declared in. */
  readonly owners: readonly string[];
  readonly comments: readonly string[];
  readonly calls: readonly string[];
  /** The text within the quotation marks. */
  readonly strings: readonly string[];
  /** Statements that always leave; none where the compiler refuses what stands behind them, or the grammar is unsure. */
  readonly exits: readonly string[];
  /** Lists of statements that run one after the other. */
  readonly blocks: RegExp;
}

const dialects: Readonly<Record<CodeLanguage, Dialect>> = {
  python: {
    functions: ["function_definition"],
    owners: ["class_definition"],
    comments: ["comment"],
    calls: ["call"],
    strings: ["string_content"],
    exits: ["return_statement", "raise_statement", "break_statement", "continue_statement"],
    blocks: /^block$/,
  },
  go: {
    functions: ["function_declaration", "method_declaration"],
    owners: [],
    comments: ["comment"],
    calls: ["call_expression"],
    strings: ["interpreted_string_literal_content", "raw_string_literal_content"],
    exits: ["return_statement", "break_statement", "continue_statement", "expression_statement"],
    blocks: /^statement_list$/,
  },
  rust: {
    functions: ["function_item"],
    owners: ["mod_item", "impl_item", "trait_item"],
    comments: ["line_comment", "block_comment"],
    calls: ["macro_invocation"],
    strings: ["string_content"],
    exits: ["expression_statement"],
    blocks: /^block$/,
  },
  java: {
    functions: ["method_declaration"],
    owners: ["class_declaration", "interface_declaration", "enum_declaration", "record_declaration"],
    comments: ["line_comment", "block_comment"],
    calls: ["method_invocation"],
    strings: ["string_fragment"],
    exits: ["return_statement", "throw_statement", "break_statement", "continue_statement"],
    blocks: /^block$/,
  },
  csharp: {
    functions: ["method_declaration", "local_function_statement"],
    owners: ["class_declaration", "struct_declaration", "record_declaration", "interface_declaration"],
    comments: ["comment"],
    calls: ["invocation_expression"],
    strings: ["string_literal_content"],
    exits: ["return_statement", "throw_statement", "break_statement", "continue_statement"],
    blocks: /^block$/,
  },
  kotlin: {
    functions: ["function_declaration"],
    owners: ["class_declaration", "object_declaration"],
    comments: ["line_comment", "multiline_comment"],
    calls: ["call_expression"],
    strings: ["string_content"],
    exits: [],
    blocks: /^statements$/,
  },
  ruby: {
    functions: ["method", "singleton_method"],
    owners: ["class", "module"],
    comments: ["comment"],
    calls: ["call"],
    strings: ["string_content"],
    exits: ["return", "break", "next"],
    blocks: /^(?:body_statement|then|do|else|begin)$/,
  },
  php: {
    functions: ["function_definition", "method_declaration"],
    owners: ["class_declaration", "trait_declaration", "interface_declaration"],
    comments: ["comment"],
    calls: ["function_call_expression", "member_call_expression", "scoped_call_expression"],
    strings: ["string_content"],
    exits: ["return_statement", "break_statement", "continue_statement", "expression_statement"],
    blocks: /^compound_statement$/,
  },
};

export function dialectOf({ language }: Pick<CodeTree, "language">): Dialect {
  return dialects[language];
}

export function nameOf(node: SgNode): string {
  const named = node.field("name") ?? childOfKind(node, /^(?:simple_identifier|type_identifier|identifier|name|constant)$/);
  return named?.text() ?? "";
}

/** Null for what is only declared. */
export function bodyOf(node: SgNode): SgNode | null {
  return node.field("body") ?? childOfKind(node, /^(?:function_body|block|arrow_expression_clause)$/);
}

/** Classes and modules around, from the outermost. */
export function ownersOf(node: SgNode, code: CodeTree): SgNode[] {
  const { owners } = dialectOf(code);
  return node.ancestors().filter((ancestor) => owners.includes(kindOf(ancestor))).reverse();
}

/** The name of what is called: of `a.b(c)`, `a.b`. */
export function calleeOf(call: SgNode, { language }: CodeTree): string {
  if (language === "rust") return `${call.field("macro")?.text() ?? ""}!`;
  if (language === "python" || language === "go" || language === "csharp") return call.field("function")?.text() ?? "";
  if (language === "kotlin") return call.children()[0]?.text() ?? "";
  const name = (call.field("name") ?? call.field("method") ?? call.field("function"))?.text() ?? "";
  const of = call.field("object") ?? call.field("receiver") ?? call.field("scope");
  return of === null ? name : `${of.text()}.${name}`;
}

export function stringsIn(node: SgNode, code: CodeTree): string[] {
  return findKinds(node, dialectOf(code).strings).map((string) => string.text());
}

/** Decorators, attributes and annotations of a declaration, as written, without their signs. */
export function marksOf(node: SgNode, { language }: CodeTree): string[] {
  return markNodes(node, language).map((mark) => mark.text().replace(/^(?:@|#!?\[|\[)\s*|\]$/g, "").trim());
}

function markNodes(node: SgNode, language: CodeLanguage): SgNode[] {
  switch (language) {
    case "python": {
      const parent = node.parent();
      return parent !== null && kindOf(parent) === "decorated_definition" ? parent.children().filter((child) => kindOf(child) === "decorator") : [];
    }
    case "rust": {
      const marks: SgNode[] = [];
      for (let before = node.prev(); before !== null && /attribute_item|comment/.test(kindOf(before)); before = before.prev()) marks.push(before);
      return marks.filter((mark) => kindOf(mark) === "attribute_item");
    }
    case "java":
    case "kotlin":
      return childOfKind(node, /^modifiers$/)?.children().filter((child) => /annotation/.test(kindOf(child))) ?? [];
    case "csharp":
    case "php":
      return node.children().filter((child) => kindOf(child) === "attribute_list");
    case "go":
    case "ruby":
      return [];
  }
}
