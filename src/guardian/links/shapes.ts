// The text of each function and class at the top of a file, evened out and shortened to a key, to find the same elsewhere.
import { createHash } from "node:crypto";
import type { Node, Program } from "oxc-parser";
import { evened } from "../source/nodes.ts";
import { topLevel } from "./names.ts";

/** Shorter ones are alike by chance. */
const charactersMin = 80;

export function shapesOf(program: Program, text: string): Map<string, string> {
  const shapes = new Map<string, string>();
  const add = (name: string, node: Node): void => {
    const body = evened(text.slice(node.start, node.end));
    if (body.length >= charactersMin) shapes.set(name, createHash("sha1").update(body).digest("base64"));
  };
  for (const statement of topLevel(program)) {
    if ((statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration") && statement.id !== null) add(statement.id.name, statement);
    if (statement.type !== "VariableDeclaration") continue;
    for (const declarator of statement.declarations) if (declarator.id.type === "Identifier" && declarator.init !== null) add(declarator.id.name, declarator);
  }
  return shapes;
}
