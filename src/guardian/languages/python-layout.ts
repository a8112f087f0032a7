// What Python asks of the layout and its grammar lets through: a body behind every colon, and statements of one block
// in one column.
import type { SgNode } from "@ast-grep/napi";
import type { Fault } from "./brackets.ts";

/** Null if the layout is right. */
export function layoutFault(root: SgNode, text: string): Fault | null {
  for (const block of [root, ...root.findAll({ rule: { kind: "block" } })]) {
    const { start, end } = block.range();
    if (start.index === end.index && block.kind() === "block") {
      return { offset: lineBefore(text, start.index), message: "A body is missing behind this colon. Write it, indented; a comment alone is none" };
    }
    const fault = unevenStatement(block, text);
    if (fault !== null) return fault;
  }
  return null;
}

/** The last character before the empty body that is no white space. */
function lineBefore(text: string, offset: number): number {
  return Math.max(0, text.slice(0, offset).trimEnd().length - 1);
}

function unevenStatement(block: SgNode, text: string): Fault | null {
  let expected: string | null = null;
  for (const statement of block.children()) {
    if (!statement.isNamed() || statement.kind() === "comment" || statement.kind() === "ERROR") continue;
    const { index } = statement.range().start;
    const indentation = text.slice(text.lastIndexOf("\n", index - 1) + 1, index);
    // What stands behind something else in its line: `if x: return`, and statements behind a semicolon.
    if (indentation.trim() !== "") continue;
    expected ??= indentation;
    if (indentation === expected) continue;
    const what = indentation.includes("\t") === expected.includes("\t") ? "is not indented as" : "mixes tabs and spaces with";
    return { offset: index, message: `This statement ${what} those before it in its block, which are indented by ${describe(expected)}` };
  }
  return null;
}

function describe(indentation: string): string {
  const tabs = indentation.replaceAll(/[^\t]/g, "").length;
  const spaces = indentation.length - tabs;
  return tabs === 0 ? `${spaces} spaces` : `${tabs} tabs${spaces > 0 ? ` and ${spaces} spaces` : ""}`;
}
