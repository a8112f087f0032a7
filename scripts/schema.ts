// Writes opencode-orchestrator.schema.json and the tables of docs/configuration.md from the configuration's schema.
// Run it after changing src/config/schema.ts: `npx tsx scripts/schema.ts`.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { configurationSchema } from "../src/config/schema.ts";
import { expectation, leavesOf, type Leaf } from "../src/config/schema-node.ts";

export const schemaFile = fileURLToPath(new URL("../opencode-orchestrator.schema.json", import.meta.url));
export const documentFile = fileURLToPath(new URL("../docs/configuration.md", import.meta.url));

const begin = "<!-- keys: written by scripts/schema.ts -->";
const end = "<!-- end of keys -->";

/** The JSON Schema of a whole `opencode.toml`. */
export async function renderSchema(): Promise<string> {
  const { node } = await configurationSchema();
  const { $schema, ...table } = node as typeof node & { $schema?: string };
  const document = {
    $schema,
    title: "opencode.toml of opencode-orchestrator",
    type: "object",
    properties: { orchestrator: table },
    additionalProperties: false,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The document with its tables as the schema has them now. */
export async function renderDocument(document: string): Promise<string> {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/configuration.md lacks the lines "${begin}" and "${end}"`);
  return `${document.slice(0, from + begin.length)}\n${await renderTables()}${document.slice(to)}`;
}

async function renderTables(): Promise<string> {
  const { node } = await configurationSchema();
  const groups = new Map<string, Leaf[]>();
  for (const leaf of leavesOf(node)) {
    const table = ["orchestrator", ...leaf.path.slice(0, -1)].join(".");
    groups.set(table, [...(groups.get(table) ?? []), leaf]);
  }
  return [...groups].map(([table, leaves]) => renderTable(table, leaves)).join("");
}

function renderTable(table: string, leaves: readonly Leaf[]): string {
  const rows = leaves.map(({ path, node }) => {
    const value = JSON.stringify(node.default) ?? "";
    const byDefault = value === "" ? "" : `\`${value}\``;
    const cells = [`\`${path.at(-1) ?? ""}\``, expectation(node), byDefault, node.description ?? ""];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  });
  return `\n### \`[${table}]\`\n\n| key | value | default | meaning |\n|---|---|---|---|\n${rows.join("")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(schemaFile, await renderSchema());
  await writeFile(documentFile, await renderDocument(await readFile(documentFile, "utf8")));
}
