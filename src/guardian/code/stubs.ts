// Functions that only say that somebody has yet to write them, in the languages that grammars read.
import type { SgNode } from "@ast-grep/napi";
import { once, onceForEach } from "../once.ts";
import { evened } from "../source/nodes.ts";
import type { RuleFile, Tell } from "../rules/rule.ts";
import { pretending, toDo, toDoWork } from "../rules/stub-wording.ts";
import { codeComments, type CodeComment } from "./code-comments.ts";
import { endOf, findKinds, kindOf, partsOf, startOf, statementsOf, type CodeTree } from "./code-tree.ts";
import { bodyOf, dialectOf, marksOf, nameOf, ownersOf } from "./dialects.ts";
import { isDocument, isForTypesOnly, pythonNames, pythonOwner, type PythonNames } from "./python-classes.ts";
import { fullName, writtenIn } from "./written.ts";
import { isIdle, promisedBy, surrenderIn, type Promised } from "./surrender.ts";

const statementsMax = 3;

interface Found {
  readonly offset: number;
  /** Null for what is none, unless the function did something before. */
  readonly weight: "error" | "warning" | null;
  /** A class whose subclasses, if there are any, write it. */
  readonly owner?: string;
}

export function tellStubs(file: RuleFile, code: CodeTree, tell: Tell): void {
  const root = code.root();
  if (root === null || file.isTest || /\.pyi$/i.test(file.path)) return;
  const comments = codeComments(code) ?? [];
  const names = once(() => pythonNames(root));
  const written = onceForEach((old: RuleFile) => writtenIn(old.code, code.language));
  for (const node of functionsOf(root, code)) {
    const found = isForOthers(node, code) ? null : problemOf({ node, code, comments, text: file.text, names });
    if (found === null) continue;
    const name = fullName(node, code);
    tell(found.offset, {
      message: `"${nameOf(node)}" is not implemented. Write its body.`,
      key: evened(node.text()),
      ...(found.weight === "error" ? {} : { proof: { before: (old: RuleFile) => written(old).has(name), otherwise: found.weight } }),
      ...(found.owner === undefined ? {} : { relief: new RegExp(`class \\w+\\s*\\([^)]*\\b${found.owner}\\b`) }),
    });
  }
}

function functionsOf(root: SgNode, code: CodeTree): SgNode[] {
  const functions = findKinds(root, dialectOf(code).functions);
  return code.language === "csharp" ? [...functions, ...findKinds(root, ["property_declaration"])] : functions;
}

/** What is declared for somebody else to write, and what stands in tests. */
function isForOthers(node: SgNode, code: CodeTree): boolean {
  const marks = marksOf(node, code);
  if (code.language === "python") return marks.some((mark) => /abstract|overload|\bproperty_stub\b/i.test(mark)) || isForTypesOnly(node);
  if (code.language === "rust") return ownersOf(node, code).some((owner) => kindOf(owner) === "trait_item" || marksOf(owner, code).some((mark) => /\btest\b/.test(mark)));
  if (code.language === "go" || code.language === "ruby") return false;
  const owners = ownersOf(node, code);
  return [node, ...owners].some((each) => /\b(?:abstract|virtual|open|interface|trait)\b/.test(headOf(each)));
}

function headOf(node: SgNode): string {
  const body = bodyOf(node);
  const text = node.text();
  return body === null ? text : text.slice(0, startOf(body) - startOf(node));
}

interface Looked {
  readonly node: SgNode;
  readonly code: CodeTree;
  readonly comments: readonly CodeComment[];
  readonly text: string;
  readonly names: () => PythonNames;
}

function problemOf({ node, code, comments, text, names }: Looked): Found | null {
  const body = bodyOf(node);
  if (body === null) return null;
  const statements = statementsOf(body).filter((statement, at) => code.language !== "python" || at > 0 || !isDocument(statement));
  if (statements.length > statementsMax) return null;
  const last = statements.at(-1);
  const surrender = last === undefined || !statements.slice(0, -1).every(isPlain) ? null : surrenderIn(last, code);
  if (last !== undefined && surrender !== null) {
    const promised = promisedBy(surrender);
    if (promised === "nothing") return null;
    if (code.language === "python") return inPython(node, startOf(last), promised, names());
    // In Ruby the error alone is how a method is declared for subclasses.
    if (code.language === "ruby" && promised === "named") return { offset: startOf(last), weight: null };
    return { offset: startOf(last), weight: promised === "unsure" ? "warning" : "error" };
  }
  if (!statements.every(isIdle)) return null;
  const inside = comments.filter(({ start, end }) => start > startOf(body) - 1 && end <= endOf(node)).concat(code.language === "python" ? behindColon(node, body, comments) : []);
  const above = comments.find(({ end }) => end <= startOf(node) && /^\s*$/.test(text.slice(end, startOf(node))));
  const noted = inside.find((comment) => toDo.test(comment.text) || pretending.sure.test(comment.text)) ?? (above !== undefined && toDoWork.test(above.text) ? above : undefined);
  if (noted !== undefined) return { offset: noted.start, weight: "error" };
  return code.language === "python" ? emptyPython(node, statements, inside.length > 0) : null;
}

/** Comments before the first statement stand outside of the block. */
function behindColon(node: SgNode, body: SgNode, comments: readonly CodeComment[]): CodeComment[] {
  const colon = node.children().find((child) => kindOf(child) === ":");
  return colon === undefined ? [] : comments.filter(({ start }) => start > startOf(colon) && start < startOf(body));
}

/** Before the last statement, a condition would make it one case of several. */
function isPlain(statement: SgNode): boolean {
  return /^(?:expression_statement|assignment|call|call_expression|method_invocation|local_variable_declaration|local_declaration_statement|short_var_declaration|assignment_statement|let_declaration|property_declaration)$/.test(kindOf(statement));
}

function inPython(node: SgNode, offset: number, promised: Promised, names: PythonNames): Found {
  const owner = pythonOwner(node);
  const name = nameOf(node);
  const isBare = promised === "named";
  const isUnsure = promised === "unsure";
  if (owner === null) return { offset, weight: isUnsure || (isBare && (isNested(node) || names.elsewhere.has(name))) ? "warning" : "error" };
  if (owner.isAbstract || (isBare && names.called.has(name))) return { offset, weight: null };
  return { offset, weight: isUnsure || (isBare && (owner.isDerived || /^__\w+__$/.test(name))) ? "warning" : "error", owner: owner.name };
}

function isNested(node: SgNode): boolean {
  return node.ancestors().some((around) => kindOf(around) === "function_definition");
}

const mayBeNothing = /\b(?:None|NoReturn|Never|Any|Optional|object|Generator|Iterator|Iterable|AsyncIterator|AsyncGenerator|TypeGuard|TypeIs)\b/;

/** `pass` where a value is promised. */
function emptyPython(node: SgNode, statements: readonly SgNode[], isExplained: boolean): Found | null {
  const returned = node.field("return_type")?.text() ?? "";
  const [only] = statements;
  if (returned === "" || mayBeNothing.test(returned) || statements.length > 1 || isExplained) return null;
  const isPass = only !== undefined && kindOf(only) === "pass_statement";
  const isDots = only !== undefined && partsOf(only).some((part) => kindOf(part) === "ellipsis");
  if (!isPass && !isDots) return null;
  const owner = pythonOwner(node);
  const decorated = node.parent();
  if (owner?.isAbstract === true || owner?.isDerived === true || (decorated !== null && kindOf(decorated) === "decorated_definition")) return null;
  const isGiven = partsOf(node.field("parameters") ?? node).some((parameter) => !/^(?:self|cls)$/.test(parameter.text()));
  return isGiven ? { offset: startOf(only), weight: isDots || owner !== null || isNested(node) ? "warning" : "error" } : null;
}
