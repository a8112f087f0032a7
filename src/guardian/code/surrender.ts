// What a statement throws, panics or raises, and whether that says no more than that the work is still to be done. It
// does not know which function the statement is of.
import type { SgNode } from "@ast-grep/napi";
import { isOverridePoint, isUnsupported, promisesWork } from "../rules/stub-wording.ts";
import { childOfKind, hasWithin, kindOf, partsOf, type CodeTree } from "./code-tree.ts";
import { calleeOf, stringsIn } from "./dialects.ts";

export interface Surrender {
  /** `NotImplementedError`, `todo!`, `panic`, or the name of the error that is returned. */
  readonly name: string;
  readonly texts: readonly string[];
  /** An error that is handed back may be the honest answer. */
  readonly isReturned: boolean;
}

/** Null for a statement that does something else. */
export function surrenderIn(statement: SgNode, code: CodeTree): Surrender | null {
  switch (code.language) {
    case "python":
      return kindOf(statement) === "raise_statement" ? thrown(partsOf(statement)[0], code) : null;
    case "go":
      return inGo(statement, code);
    case "rust":
      return byMacro(kindOf(statement) === "expression_statement" ? partsOf(statement)[0] : statement, code);
    case "java":
      return kindOf(statement) === "throw_statement" ? thrown(partsOf(statement)[0], code) : null;
    case "csharp":
      return kindOf(statement).startsWith("throw_") ? thrown(partsOf(statement)[0], code) : null;
    case "php": {
      const inner = partsOf(statement)[0];
      return inner !== undefined && kindOf(inner) === "throw_expression" ? thrown(partsOf(inner)[0], code) : null;
    }
    case "kotlin":
      if (kindOf(statement) === "call_expression") return named(statement, code, /^TODO$/);
      return kindOf(statement) === "jump_expression" && statement.text().startsWith("throw") ? thrown(partsOf(statement)[0], code) : null;
    case "ruby":
      return kindOf(statement) === "call" ? raisedInRuby(statement, code) : null;
  }
}

function thrown(value: SgNode | undefined, code: CodeTree): Surrender | null {
  if (value === undefined) return null;
  const name = /(?:call|call_expression)$/.test(kindOf(value)) ? calleeOf(value, code) : kindOf(value) === "object_creation_expression" ? typeOf(value) : value.text();
  return /^[\w.\\:]+$/.test(name) ? { name: lastWord(name), texts: stringsIn(value, code).slice(0, 1), isReturned: false } : null;
}

function typeOf(creation: SgNode): string {
  return (creation.field("type") ?? childOfKind(creation, /(?:type_identifier|identifier|name|qualified_name)$/))?.text() ?? "";
}

function lastWord(name: string): string {
  return name.split(/[.\\:]/).at(-1) ?? name;
}

function named(call: SgNode | undefined, code: CodeTree, names: RegExp): Surrender | null {
  if (call === undefined) return null;
  const name = calleeOf(call, code);
  return names.test(name) ? { name, texts: stringsIn(call, code).slice(0, 1), isReturned: false } : null;
}

function byMacro(macro: SgNode | undefined, code: CodeTree): Surrender | null {
  return macro !== undefined && kindOf(macro) === "macro_invocation" ? named(macro, code, /^(?:todo|unimplemented|panic)!$/) : null;
}

function inGo(statement: SgNode, code: CodeTree): Surrender | null {
  if (kindOf(statement) === "expression_statement") {
    const call = partsOf(statement)[0];
    return call !== undefined && kindOf(call) === "call_expression" ? named(call, code, /^panic$/) : null;
  }
  if (kindOf(statement) !== "return_statement") return null;
  // `return nil, errors.New("not implemented")`
  const last = partsOf(statement).flatMap(partsOf).at(-1);
  if (last === undefined || kindOf(last) !== "call_expression") return null;
  const error = named(last, code, /^(?:errors\.New|fmt\.Errorf)$/);
  return error === null ? null : { ...error, isReturned: true };
}

function raisedInRuby(call: SgNode, code: CodeTree): Surrender | null {
  if (calleeOf(call, code) !== "raise") return null;
  const given = childOfKind(call, /^argument_list$/);
  const first = given === null ? undefined : partsOf(given)[0];
  const isError = first !== undefined && /^(?:constant|scope_resolution)$/.test(kindOf(first));
  return { name: isError ? lastWord(first.text()) : "raise", texts: given === null ? [] : stringsIn(given, code).slice(0, 1), isReturned: false };
}

export type Promised = "said" | "named" | "unsure" | "nothing";

const notImplemented = /^(?:Not(?:Yet)?Implemented(?:Error|Exception)?|TODO|todo!|unimplemented!)$/;

/** "named": by the error's name alone, without a text. "unsure": it may be the honest answer. */
export function promisedBy({ name, texts, isReturned }: Surrender): Promised {
  if (texts.some((text) => isOverridePoint(text) || /\binterface\b/i.test(text))) return "nothing";
  // Of a thing that does without: `reverse is not implemented on streams`, `unimplemented node type: %s`.
  if (texts.some((text) => promisesWork(text))) return isReturned || texts.some((text) => isUnsupported(text) || /\bunimplemented \w/i.test(text)) ? "unsure" : "said";
  if (!notImplemented.test(name)) return "nothing";
  if (/^(?:TODO|todo!|unimplemented!)$/.test(name)) return name === "unimplemented!" && texts.length > 0 ? "unsure" : "said";
  return texts.length > 0 ? "unsure" : "named";
}

const values = /^(?:Ok|Some|None|Optional\.(?:empty|of)|(?:Collections\.empty|List\.of|Map\.of|Set\.of|emptyList|emptyMap|listOf|mapOf)\w*|Default::default|(?:Vec|String|HashMap)::new)$/;

/** A statement that does nothing, or answers the same whatever the function is given. */
export function isIdle(statement: SgNode): boolean {
  const kind = kindOf(statement);
  if (kind === "pass_statement" || kind === "return_statement" || kind === "jump_expression" || kind === "return") return isFixed(statement);
  if (kind !== "expression_statement") return /literal|^(?:nil|null|integer|string|array|true|false)$/.test(kind) && isFixed(statement);
  return partsOf(statement).every((part) => /^(?:ellipsis|string|return_expression)$/.test(kindOf(part)) && isFixed(part));
}

function isFixed(node: SgNode): boolean {
  if (node.text().startsWith("throw")) return false;
  return !hasWithin(node, (each) => /identifier$|^(?:name|variable_name|interpolation|constant|yield|await|lambda)$/.test(kindOf(each)) && !isKnownValue(each));
}

/** `Ok` of `Ok(())`, `empty` of `Optional.empty()`. */
function isKnownValue(node: SgNode): boolean {
  const around = node.parent()?.text().replace(/\(.*$/s, "") ?? "";
  return values.test(node.text()) || values.test(around);
}
