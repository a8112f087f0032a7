// Reads a script in its JSON form. What is wrong with it is told entry by entry.
import { OrchestratorError } from "../core/errors.ts";
import { jsonErrorPlace } from "./json-place.ts";
import type { Script } from "./script.ts";

const problemsMax = 10;

/** `name` is told in the error, as a file's name would be. Throws `config-invalid`. */
export async function parseScript(text: string, name = "script"): Promise<Script> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refused(`${name} is not JSON: ${jsonErrorPlace(text)}.`, cause);
  }
  const { scriptSchema } = await import("./script-schema.ts");
  const read = scriptSchema.safeParse(value);
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue) => `${name}: ${placeOf(issue.path)}: ${issue.message}`);
  const more = problems.length > problemsMax ? [`… and ${problems.length - problemsMax} more`] : [];
  throw refused([...problems.slice(0, problemsMax), ...more].join("\n"), read.error);
}

function refused(message: string, cause: unknown): OrchestratorError {
  return new OrchestratorError("config-invalid", message, "docs/protocol.md describes the form of a script.", { cause });
}

/** As in `entries[3].answer.edits[0]`. */
function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return place === "" ? "the script" : place.replace(/^\./, "");
}
