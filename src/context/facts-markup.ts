// Symbols of CSS (selectors) and HTML (elements with an id), and the files that they name, by ast-grep.
import type { SgNode } from "@ast-grep/napi";
import type { FactsReading, SymbolFact } from "./file-facts.ts";

export async function readCss(_path: string, text: string): Promise<FactsReading> {
  const { Lang, parse } = await import("@ast-grep/napi");
  const root = parse(Lang.Css, text).root();
  const symbols = root
    .children()
    .filter((node) => node.kind() === "rule_set")
    .map((node) => symbolOf(node, node.children()[0]?.text() ?? "", "selector"));
  const imports = root
    .findAll({ rule: { kind: "import_statement" } })
    .flatMap((node) => localReference(unquoted(node.find({ rule: { kind: "string_value" } })?.text() ?? "")));
  return { symbols, imports };
}

export async function readHtml(_path: string, text: string): Promise<FactsReading> {
  const { Lang, parse } = await import("@ast-grep/napi");
  const symbols: SymbolFact[] = [];
  const imports: string[] = [];
  for (const attribute of parse(Lang.Html, text).root().findAll({ rule: { kind: "attribute" } })) {
    const [name, ...rest] = attribute.text().split("=");
    const value = unquoted(rest.join("="));
    const tag = attribute.parent();
    if (name === "id" && tag !== null) symbols.push(symbolOf(tag, `#${value}`, "element"));
    else if (name === "src" || name === "href") imports.push(...localReference(value));
  }
  return { symbols, imports };
}

function symbolOf(node: SgNode, name: string, kind: SymbolFact["kind"]): SymbolFact {
  const { start, end } = node.range();
  const signature = kind === "selector" ? name : node.text();
  return { name, kind, line: start.line + 1, endLine: end.line + 1, signature, exported: true };
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/s, "$2");
}

/** A file beside this one, as an import would name it; addresses, anchors and absolute paths are none. */
function localReference(reference: string): readonly string[] {
  const path = reference.split(/[?#]/)[0] ?? "";
  if (path === "" || path.startsWith("/") || /^[a-z][a-z0-9+.-]*:/i.test(path)) return [];
  return [path.startsWith(".") ? path : `./${path}`];
}
