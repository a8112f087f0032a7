// What the class around a Python function says of it: that others are to write it, that they may, or nothing. It knows
// no rule.
import type { SgNode } from "@ast-grep/napi";
import { isOverridePoint } from "../rules/stub-wording.ts";
import { findKinds, isComment, kindOf, nextPart } from "./code-tree.ts";
import { bodyOf, nameOf } from "./dialects.ts";

export interface PythonOwner {
  readonly name: string;
  /** Its methods are for subclasses to write. */
  readonly isAbstract: boolean;
  /** It takes methods over, and may do without some. */
  readonly isDerived: boolean;
}

const abstractBases = /\b(?:ABC|ABCMeta|Protocol|Interface|TypedDict|NamedTuple)\b/;
const abstractNames = /^_*(?:Abstract|Base|I[A-Z][a-z])|(?:Base|Abstract|Interface|Mixin|ABC|Protocol|Template)\d*$/;
const said = /\babstract|\bbase[ -]class|\binterface\b|\bsubclass|\bprotocol\b|\bmust (?:be )?(?:override|implement|provide)|\boverrid|\bto be implemented by|\bsupposed to/i;

/** Null for a function that is in no class, or within another function. */
export function pythonOwner(node: SgNode): PythonOwner | null {
  let around = node.parent();
  while (around !== null && !/^(?:class_definition|function_definition|module)$/.test(kindOf(around))) around = around.parent();
  if (around === null || kindOf(around) !== "class_definition") return null;
  const bases = around.field("superclasses")?.text() ?? "";
  const name = nameOf(around);
  const documents = [docOf(around), docOf(node)].join("\n");
  return {
    name,
    isAbstract: abstractBases.test(bases) || abstractNames.test(name) || said.test(documents) || isOverridePoint(documents),
    isDerived: !/^(?:\(\s*(?:object)?\s*\))?$/.test(bases),
  };
}

/** What a file's functions may be without being stubs: looked for once. */
export interface PythonNames {
  /** `from .linux import f`, or another `def f`: what only throws is for the places that do without. */
  readonly elsewhere: ReadonlySet<string>;
  /** Who calls `self.f()` and has none counts on a subclass to bring it. */
  readonly called: ReadonlySet<string>;
}

export function pythonNames(root: SgNode): PythonNames {
  const defined = findKinds(root, ["function_definition"]).map(nameOf);
  const seen = new Set<string>();
  const twice = defined.filter((name) => seen.has(name) || !seen.add(name));
  const imported = findKinds(root, ["import_from_statement"]).flatMap((statement) => statement.text().match(/\w+/g) ?? []);
  const called = root.findAll({ rule: { kind: "attribute", regex: "^(?:self|cls)\\.\\w+$" } }).map((attribute) => attribute.text().replace(/^\w+\./, ""));
  return { elsewhere: new Set([...twice, ...imported]), called: new Set(called) };
}

/** The text that a class or function begins with. */
export function docOf(node: SgNode): string {
  const start = bodyOf(node)?.child(0) ?? null;
  // The first only: a class may have thousands of methods, and each asks.
  const first = start === null || (start.isNamed() && !isComment(start)) ? start : nextPart(start);
  return first !== null && isDocument(first) ? first.text() : "";
}

export function isDocument(statement: SgNode): boolean {
  const inner = statement.children()[0];
  return kindOf(statement) === "expression_statement" && inner !== undefined && /^(?:string|concatenated_string)$/.test(kindOf(inner));
}

/** Declared for the type checker only. */
export function isForTypesOnly(node: SgNode): boolean {
  return node.ancestors().some((around) => kindOf(around) === "if_statement" && /\bTYPE_CHECKING\b/.test(around.field("condition")?.text() ?? ""));
}
