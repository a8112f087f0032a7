// The tests of a file in another language than JavaScript and TypeScript: their names, whether they run, and what they
// assert, for the same rules.
import type { SgNode } from "@ast-grep/napi";
import type { TestCase } from "../policy/test-case.ts";
import type { RuleFile } from "../rules/rule.ts";
import { evened } from "../source/nodes.ts";
import { assertionsByHelpers, assertionsOf, plainAssertion } from "./code-assertions.ts";
import { childOfKind, findKinds, hasWithin, kindOf, partsOf, startOf, statementsOf, type CodeTree } from "./code-tree.ts";
import { bodyOf, calleeOf, dialectOf, marksOf, nameOf, ownersOf, stringsIn } from "./dialects.ts";
import { docOf, isDocument } from "./python-classes.ts";
import { testDialects } from "./test-dialects.ts";

const fixed = { isFocused: false, isConditional: false, timeoutMs: null, isWholeFile: false } as const;

export function codeTestsOf(file: RuleFile, code: CodeTree): readonly TestCase[] {
  const dialect = testDialects[code.language];
  if ((dialect.needsTestPath && !file.isTest) || !/test|Fact|Theory|describe|spec/i.test(file.text)) return [];
  const root = code.root();
  if (root === null) return [];
  const functions = findKinds(root, dialectOf(code).functions).filter((node) => !isWithinFunction(node, code));
  const tests = functions.filter((node) => isTest(node, code));
  if (tests.length === 0 && code.language !== "ruby") return [];
  const helpers = new Set(functions.filter((node) => !tests.includes(node) && mayFail(node, code)).map(nameOf));
  const stopped = code.language === "python" && isStopped(root);
  const found = tests.map((node) => testOf(file, code, node, helpers, stopped));
  return code.language === "ruby" ? [...found, ...describedTests(file, code, root)] : found;
}

function isWithinFunction(node: SgNode, code: CodeTree): boolean {
  const { functions } = dialectOf(code);
  return node.ancestors().some((around) => functions.includes(kindOf(around)));
}

function isTest(node: SgNode, code: CodeTree): boolean {
  const { name, mark } = testDialects[code.language];
  if (mark !== null && marksOf(node, code).some((each) => mark.test(each))) return true;
  if (name === null || !name.test(nameOf(node)) || bodyOf(node) === null) return false;
  if (code.language === "go") return /\*testing\.[TF]\b/.test(node.field("parameters")?.text() ?? "") || kindOf(node) === "method_declaration";
  // A fixture may be called `test_client`.
  return code.language !== "python" || !marksOf(node, code).some((each) => /fixture|property|staticmethod|contextmanager/.test(each));
}

function mayFail(helper: SgNode, code: CodeTree): boolean {
  return assertionsOf(helper, code).length > 0 || (code.language === "python" && findKinds(helper, ["raise_statement"]).length > 0);
}

/** `pytestmark = pytest.mark.skip`, or a skip at the top of the module. */
function isStopped(root: SgNode): boolean {
  return statementsOf(root).some((statement) => /^(?:pytestmark\s*=\s*\[?\s*pytest\.mark\.skip\b(?!if)|pytest\.skip\()/.test(statement.text()));
}

function testOf(file: RuleFile, code: CodeTree, node: SgNode, helpers: ReadonlySet<string>, stopped: boolean): TestCase {
  const { skippedBy, skips, repeatedBy, mustFailBy, expectsBy } = testDialects[code.language];
  const owners = ownersOf(node, code);
  const marks = marksOf(node, code);
  const around = owners.flatMap((owner) => marksOf(owner, code));
  const body = bodyOf(node) ?? node;
  const statements = statementsOf(body).filter((statement) => !isNothing(statement));
  const strict = assertionsOf(body, code);
  // A document with a session in it is run as a test.
  const expected = (expectsBy !== null && marks.some((mark) => expectsBy.test(mark))) || (code.language === "python" && /^\s*(?:>>>|In \[\d+\]:)/m.test(docOf(node)));
  const title = nameOf(node);
  const owner = code.language === "go" ? (node.field("receiver")?.text().replace(/^.*[\s*(]|\)$/g, "") ?? "") : owners.map(nameOf).join(" > ");
  return {
    ...fixed,
    file: file.path,
    path: owner === "" ? title : `${owner} > ${title}`,
    title,
    offset: startOf(node),
    runs: !stopped && !(skippedBy !== null && [...marks, ...around].some((mark) => skippedBy.test(mark))) && !(skips !== null && statements.some((each) => skips.test(each.text()))) && !leavesAtOnce(statements),
    isRepeated: repeatedBy !== null && [...marks, ...around].some((mark) => repeatedBy.test(mark)),
    mustFail: mustFailBy !== null && marks.some((mark) => mustFailBy.test(mark)),
    rows: code.language === "python" ? rowsOf(node) : null,
    body: evened(body.text()),
    statements: statements.length,
    assertions: expected ? [...strict, plainAssertion(node, marks.join(" "))] : strict.length > 0 ? strict : assertionsByHelpers(body, code, helpers),
  };
}

function isNothing(statement: SgNode): boolean {
  return kindOf(statement) === "pass_statement" || statement.text() === "..." || isDocument(statement);
}

function leavesAtOnce([first, second]: readonly SgNode[]): boolean {
  if (first === undefined || second === undefined) return false;
  return /^return(?:_statement|_expression)?$/.test(kindOf(first)) || /^return\s*;?$/.test(first.text());
}

/** Of the lists that `parametrize` is given, as far as they are written out; null where they are not. */
function rowsOf(node: SgNode): number | null {
  const parent = node.parent();
  if (parent === null || kindOf(parent) !== "decorated_definition") return null;
  const tables = parent.children().filter((child) => kindOf(child) === "decorator" && /parametrize/.test(child.text()));
  let rows: number | null = null;
  for (const table of tables) {
    const call = childOfKind(table, /^call$/);
    const list = call === null ? null : (partsOf(call.field("arguments") ?? call)[1] ?? null);
    if (list === null || !/^(?:list|tuple)$/.test(kindOf(list)) || hasWithin(list, (each) => kindOf(each) === "list_splat")) return null;
    rows = (rows ?? 1) * partsOf(list).length;
  }
  return rows;
}

/** `it "does something" do … end` */
function describedTests(file: RuleFile, code: CodeTree, root: SgNode): TestCase[] {
  const calls = findKinds(root, ["call"]).filter((call) => /^(?:x?it|x?specify|x?example|test)$/.test(calleeOf(call, code)) && childOfKind(call, /block$/) !== null);
  return calls.map((call) => {
    const block = childOfKind(call, /block$/) ?? call;
    const title = stringsIn(childOfKind(call, /^argument_list$/) ?? call, code).slice(0, 1).join("");
    const suites = call.ancestors().filter((each) => kindOf(each) === "call" && /^x?(?:describe|context)$/.test(calleeOf(each, code))).reverse();
    const statements = partsOf(block).flatMap((part) => (kindOf(part) === "body_statement" ? partsOf(part) : []));
    const skips = testDialects.ruby.skips;
    return {
      ...fixed,
      file: file.path,
      path: [...suites.map((suite) => evened(childOfKind(suite, /^argument_list$/)?.text() ?? "")), title].join(" > "),
      title,
      offset: startOf(call),
      runs: !calleeOf(call, code).startsWith("x") && !suites.some((suite) => calleeOf(suite, code).startsWith("x")) && !statements.some((each) => skips?.test(each.text()) === true),
      isRepeated: false,
      mustFail: false,
      rows: null,
      body: evened(block.text()),
      statements: statements.length,
      assertions: assertionsOf(block, code),
    };
  });
}
