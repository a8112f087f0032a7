// Errors that are caught and dropped without a word.
import type { Node } from "oxc-parser";
import { tellSwallowed } from "../code/swallowed.ts";
import { chainOf, childrenOf, evened, isFunction, nodesOf } from "../source/nodes.ts";
import type { TreeRule } from "./rule.ts";

export const swallowedError: TreeRule = {
  id: "policy/swallowed-error",
  kind: "tree",
  valid: [
    { path: "src/a.py", after: "try:\n    save()\nexcept Exception:\n    pass  # the cache is only a help\n" },
    { path: "src/a.py", after: "# best effort\ntry:\n    save()\nexcept Exception:\n    pass\n" },
    { path: "src/a.py", after: "try:\n    del names[key]\nexcept KeyError:\n    pass\n" },
    { path: "src/A.java", after: "class A { void f() { try { save(); } catch (Exception ignored) { } } }\n" },
    { path: "src/a.rb", after: "begin\n  save\nrescue Errno::ENOENT\nend\n" },
    { path: "src/a.php", after: "<?php\ntry { save(); } catch (\\Exception $ignored) { }\n" },
    "export function f() { try { g(); } catch { /* the cache is only a help */ } }",
    "export function f() { try { return g(); } catch { return null; } }",
    "export function f() { try { g(); } catch (error) { console.error(error); } }",
    "export function f() { try { g(); } catch {} finally { h(); } }",
    "export function f() { // best effort\n  try { g(); } catch {} }",
    { path: "src/a.ts", before: "try { g(); } catch (e) {}", after: "export {};\ntry {\n  g();\n} catch (e) {}" },
    "export function f() { try { g(); } catch (_error) {} }",
    "export function f() { try { if (a()) { return 1; } } catch {} return 2; }",
    "export function f() { try { g(); } catch (ignored) {} }",
    "let fast; try { fast = require('fast-way'); } catch {}",
    { path: "test/a.test.ts", after: "try { g(); } catch {}" },
  ],
  invalid: [
    { path: "src/a.py", after: "try:\n    save()\nexcept:\n    pass\n" },
    { path: "src/a.py", after: "try:\n    save()\nexcept Exception:\n    pass\n" },
    { path: "src/A.java", after: "class A { void f() { try { save(); } catch (Exception e) { } } }\n" },
    { path: "src/A.cs", after: "class A { void F() { try { Save(); } catch { } } }\n" },
    { path: "src/a.kt", after: "fun f() { try { save() } catch (e: Exception) { } }\n" },
    { path: "src/a.rb", after: "begin\n  save\nrescue StandardError => e\nend\n" },
    { path: "src/a.php", after: "<?php\ntry { save(); } catch (\\Exception $e) { }\n" },
    { path: "a.go", after: "package a\n\nfunc f() {\n\terr := save()\n\t_ = err\n}\n" },
    "export function f() { try { g(); } catch {} }",
    "export function f() { try { save(); } catch (error) {} }",
    "export const f = () => load().catch(() => {});",
  ],
  inCode: tellSwallowed,
  enter({ text, isTest }, { comments }, tell) {
    if (isTest) return () => {};
    const message = "An error is swallowed here. Handle it, let it pass, or say in a comment why it may be dropped.";
    const explained = (start: number, end: number): boolean => {
      const lineBefore = text.lastIndexOf("\n", text.lastIndexOf("\n", start - 1) - 1) + 1;
      const lineEnd = text.indexOf("\n", end);
      return comments.some((comment) => comment.end > lineBefore && comment.start < (lineEnd < 0 ? text.length : lineEnd));
    };
    return (node, ancestors) => {
      if (node.type === "CatchClause") {
        const tried = ancestors.at(-1);
        // `catch (_)` and `catch (ignored)` say that the error is known and not wanted.
        if (node.param?.type === "Identifier" && /^_|^(?:ignored?|expected|unused)/i.test(node.param.name)) return;
        if (node.body.body.length > 0 || tried?.type !== "TryStatement" || tried.finalizer !== null) return;
        // What a try yields is its answer too: `try { return x } catch {}` goes on to the next way.
        if (mayReturn(tried.block) || triesToLoad(tried.block)) return;
        if (explained(tried.start, node.end)) return;
        const severity = isOnlyHelp(tried.block) ? { severity: "warning" as const } : {};
        tell(node.start, { message, key: evened(text.slice(tried.start, node.end)), ...severity });
      } else if (node.type === "CallExpression" && node.callee.type === "MemberExpression" && node.arguments.length === 1) {
        const [handler] = node.arguments;
        if (node.callee.property.type !== "Identifier" || node.callee.property.name !== "catch") return;
        if (handler?.type !== "ArrowFunctionExpression" || handler.body.type !== "BlockStatement") return;
        if (handler.body.body.length > 0 || explained(handler.start, node.end)) return;
        // Often meant: the same promise is awaited elsewhere.
        tell(handler.start, { message, key: evened(text.slice(node.start, node.end)), severity: "warning" });
      }
    };
  },
};

function mayReturn(block: Node): boolean {
  return childrenOf(block).some((child) => child.type === "ReturnStatement" || (!isFunction(child) && mayReturn(child)));
}

/** Tidying up may fail, and what a value was before may be good enough: both are often meant. */
function isOnlyHelp(block: Node): boolean {
  if (block.type !== "BlockStatement") return false;
  return block.body.every((statement) => {
    if (statement.type === "VariableDeclaration") return true;
    if (statement.type !== "ExpressionStatement") return false;
    const { expression } = statement;
    const done = expression.type === "AwaitExpression" ? expression.argument : expression;
    if (done.type === "AssignmentExpression") return true;
    const chain = done.type === "CallExpression" ? (chainOf(done.callee) ?? "") : "";
    return /(?:^|\.)(?:close|unlink|rm|rmdir|remove|kill|end|destroy|abort|release|cleanup|clean|dispose|cancel|terminate|disconnect|unsubscribe|unref|removeListener|removeEventListener|clear|delete|stop|exit|rollback|abortTransaction|focus|setSelectionRange|define\w*|defineProperty)\w*(?:Sync)?$/.test(chain);
  });
}

/** What is tried out may be missing: the catch says so without a word. */
function triesToLoad(block: Node): boolean {
  const calls = nodesOf(block, (node) => node.type === "ImportExpression" || node.type === "CallExpression");
  return calls.some((node) => node.type === "ImportExpression" || chainOf(node.callee) === "require");
}
