// Errors that are caught and dropped without a word.
import type { Node } from "oxc-parser";
import { chainOf, evened, nodesOf } from "../source/nodes.ts";
import type { TreeRule } from "./rule.ts";

export const swallowedError: TreeRule = {
  id: "policy/swallowed-error",
  kind: "tree",
  valid: [
    "export function f() { try { g(); } catch { /* the cache is only a help */ } }",
    "export function f() { try { return g(); } catch { return null; } }",
    "export function f() { try { g(); } catch (error) { console.error(error); } }",
    "export function f() { try { g(); } catch {} finally { h(); } }",
    "export function f() { // best effort\n  try { g(); } catch {} }",
    { path: "src/a.ts", before: "try { g(); } catch (e) {}", after: "export {};\ntry {\n  g();\n} catch (e) {}" },
    "export function f() { try { g(); } catch (_error) {} }",
    "let fast; try { fast = require('fast-way'); } catch {}",
    { path: "test/a.test.ts", after: "try { g(); } catch {}" },
  ],
  invalid: [
    "export function f() { try { g(); } catch {} }",
    "export function f() { try { save(); } catch (error) {} }",
    "export const f = () => load().catch(() => {});",
  ],
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
        // `catch (_)` says that the error is known and not wanted.
        if (node.param?.type === "Identifier" && node.param.name.startsWith("_")) return;
        if (node.body.body.length > 0 || tried?.type !== "TryStatement" || tried.finalizer !== null) return;
        // What a try yields is its answer too: `try { return x } catch {}` goes on to the next way.
        if (tried.block.body.some(({ type }) => type === "ReturnStatement") || triesToLoad(tried.block)) return;
        if (!explained(tried.start, node.end)) tell(node.start, { message, key: evened(text.slice(tried.start, node.end)) });
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

/** What is tried out may be missing: the catch says so without a word. */
function triesToLoad(block: Node): boolean {
  const calls = nodesOf(block, (node) => node.type === "ImportExpression" || node.type === "CallExpression");
  return calls.some((node) => node.type === "ImportExpression" || chainOf(node.callee) === "require");
}
