// Reads one `opencode.toml`. Knows TOML and places in it, not what the keys mean.
import { open } from "node:fs/promises";
import { constants } from "node:fs";
import { unknownKey, type ConfigProblem, type Layer } from "./problems.ts";
import { positionsOf } from "./positions.ts";
import type { KeyPath } from "./schema-node.ts";

const fileBytesMax = 1024 * 1024;
const tableName = "orchestrator";

export type FileLayer =
  | { readonly outcome: "absent" }
  | { readonly outcome: "invalid"; readonly problems: readonly ConfigProblem[] }
  | { readonly outcome: "read"; readonly layer: Layer };

/** `tableKeys` are the keys of `[orchestrator]`, to say where one belongs that was written above the table. */
export async function readFileLayer(path: string, tableKeys: readonly string[]): Promise<FileLayer> {
  const content = await readContent(path);
  if (content === null) return { outcome: "absent" };
  if (typeof content !== "string") return { outcome: "invalid", problems: [content] };
  const { parse, TomlError } = await import("smol-toml");
  let document: Record<string, unknown>;
  try {
    document = parse(content);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const message = (error.message.split("\n")[0] ?? "").replace("Invalid TOML document: ", "not valid TOML: ");
    return { outcome: "invalid", problems: [{ where: `${path}:${error.line}:${error.column}`, message }] };
  }
  const positions = positionsOf(content);
  const locate = (keyPath: KeyPath) => {
    const { line, column } = positions.of(keyPath);
    return `${path}:${line}:${column}`;
  };
  const problems = Object.keys(document)
    .filter((key) => key !== tableName)
    .map((key) => ({ where: locate([key]), message: strayKey(key, tableKeys) }));
  if (problems.length > 0) return { outcome: "invalid", problems };
  const layer = {
    value: document[tableName] ?? {},
    locate: (keyPath: KeyPath) => locate([tableName, ...keyPath]),
  };
  return { outcome: "read", layer };
}

function strayKey(key: string, tableKeys: readonly string[]): string {
  if (tableKeys.includes(key)) return `${JSON.stringify(key)} belongs in the table [${tableName}]`;
  return unknownKey(key, "this file", [tableName]);
}

/** The text, null if there is no such file, or what is wrong with it. */
async function readContent(path: string): Promise<string | ConfigProblem | null> {
  const invalid = (message: string): ConfigProblem => ({ where: path, message });
  let file;
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    return invalid(`cannot be read (${String(code)})`);
  }
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) return invalid("is a directory, not a file");
    if (!stat.isFile()) return invalid("is not a regular file");
    if (stat.size > fileBytesMax) return invalid(`is larger than ${fileBytesMax} bytes`);
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.readFile());
  } catch (error) {
    if (error instanceof TypeError) return invalid("is not UTF-8 text");
    throw error;
  } finally {
    await file.close();
  }
}
