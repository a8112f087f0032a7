// Imports that nothing in the file uses.
import { evened, nodesOf } from "../source/nodes.ts";
import type { TreeRule } from "./rule.ts";

/** What JSX is compiled to calls them without naming them. */
const calledByJsx = new Set(["React", "h", "jsx", "jsxs", "Fragment", "createElement", "createVNode"]);

export const unusedImport: TreeRule = {
  id: "policy/unused-import",
  kind: "tree",
  valid: [
    "import { a } from './a.ts';\nexport const b = a;",
    "import type { A } from './a.ts';\nexport const b: A = 1;",
    "import { a } from './a.ts';\nexport { a };",
    "import './a.ts';",
    "import { a } from './a.ts';\n/** {@link a} */\nexport const b = 1;",
    { path: "src/a.tsx", after: "import React from 'react';\nimport { B } from './b.tsx';\nexport const a = () => <B />;" },
    { path: "src/a.jsx", after: "import { h } from 'preact';\nexport const a = () => <b />;" },
    { path: "src/a.ts", before: "import { a } from './a.ts';", after: "import { a } from './a.ts';\nexport const b = 1;" },
  ],
  invalid: ["import { a, b } from './a.ts';\nexport const c = b;", "import * as a from './a.ts';\nexport const c = { a: 1 };"],
  enter({ path }, { comments }, tell) {
    return (node) => {
      if (node.type !== "Program" || path.endsWith(".d.ts")) return;
      const imports = node.body.flatMap((statement) => (statement.type === "ImportDeclaration" ? statement.specifiers : []));
      if (imports.length === 0) return;
      const used = new Set<string>();
      for (const statement of node.body) {
        if (statement.type === "ImportDeclaration") continue;
        for (const name of namesUsed(statement)) used.add(name);
      }
      const told = comments.map(({ value }) => value).join("\n");
      for (const { local: { name }, start } of imports) {
        if (used.has(name) || calledByJsx.has(name) || /\bjsx\b/.test(told) || new RegExp(`\\b${name.replaceAll("$", "\\$")}\\b`).test(told)) continue;
        tell(start, { message: `"${name}" is imported but not used. Delete the import.`, key: evened(name) });
      }
    };
  },
};

function namesUsed(root: Parameters<typeof nodesOf>[0]): string[] {
  const names: string[] = [];
  const keys = new Set<unknown>();
  nodesOf(root, (node): node is never => {
    if ((node.type === "MemberExpression" || node.type === "Property") && !node.computed) {
      const key = node.type === "Property" ? node.key : node.property;
      if (node.type === "MemberExpression" || !node.shorthand) keys.add(key);
    }
    if ((node.type === "Identifier" || node.type === "JSXIdentifier") && !keys.has(node)) names.push(node.name);
    return false;
  });
  return names;
}
