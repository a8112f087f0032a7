// Reads YAML, one document or several in a text, by its parser; anchors and tags are not followed.
import { placeAt } from "../finding.ts";
import { broken, valid, withinStack, type LanguageReading } from "./reading.ts";

/** Charts and playbooks: what is written there becomes YAML later. */
const template = /\{\{|\{%|<%/;

export async function readYaml(text: string): Promise<LanguageReading> {
  const { parseAllDocuments } = await import("yaml");
  return withinStack(() => {
    const documents = parseAllDocuments(text, { logLevel: "silent", prettyErrors: false });
    const [error] = [...documents].flatMap(({ errors }) => errors);
    if (error === undefined) return valid;
    if (template.test(text)) return { kind: "unread", reason: "it is a template of YAML" };
    const place = placeAt(text, error.pos[0]);
    // Many tools take the last of them.
    return broken(error.message, place, error.code === "DUPLICATE_KEY" ? "warning" : "error");
  });
}
