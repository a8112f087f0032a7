// Holds a task to what it promised to export: others are writing code against it at the same time.
import type { Finding } from "../../core/change.ts";
import type { Provision } from "../../core/plan.ts";
import { finding } from "../finding.ts";
import { signatureText } from "./misfits.ts";
import type { ModuleView } from "./module-view.ts";
import { brokenPromise, promisedSignature } from "./promised-signature.ts";
import { isSourcePath } from "../source/oxc.ts";
import { readSlotText } from "../files/slot-file.ts";
import type { StageReport } from "../stage.ts";

export async function checkProvisions(
  directory: string,
  provides: readonly Provision[],
  view: ModuleView,
): Promise<StageReport> {
  const findings: Finding[] = [];
  const notes: string[] = [];
  for (const provision of provides) {
    const { path } = provision;
    const name = identifierOf(provision.name);
    const content = await readSlotText(directory, path);
    if (content.kind === "absent") {
      findings.push(missing(provision, `${path} does not exist, but this task promised to provide "${provision.name}" there.`));
    } else if (name === null || content.kind !== "text") {
      notes.push(`that ${path} provides "${provision.name}" could not be checked`);
    } else if (!(await isThere(path, name, content.text, view))) {
      const verb = isSourcePath(path) ? "export" : "contain";
      findings.push(missing(provision, `${path} does not ${verb} "${name}", as this task promised. ${signatureOf(provision)}`.trim()));
    } else {
      const { findings: told, notes: unsure } = await checkSignature(provision, name, view);
      findings.push(...told);
      notes.push(...unsure);
    }
  }
  return { findings, notes };
}

/** Whether a function takes what was promised, as far as both can be read. */
async function checkSignature(provision: Provision, name: string, view: ModuleView): Promise<StageReport> {
  const { path } = provision;
  const written = provision.signature === "" ? provision.name : provision.signature;
  // A member of a class, or nothing that says what it takes.
  if (!isSourcePath(path) || !written.includes("(") || /^[\w$]+\./.test(provision.name.trim())) return { findings: [], notes: [] };
  const { exports } = (await view.record(path)) ?? { exports: new Map<string, string | null>() };
  const exported = !exports.has(name) && exports.get("default") === name ? "default" : name;
  const definition = await view.definitionOf(path, exported);
  const promised = await promisedSignature(name, written);
  if (promised === null || definition === null || definition.signature === null) {
    return { findings: [], notes: [`that "${name}" of ${path} has its promised signature could not be checked`] };
  }
  const broken = brokenPromise(promised, definition.signature);
  if (broken === null) return { findings: [], notes: [] };
  const now = signatureText(definition.name, definition.signature);
  const message = `"${name}" ${broken.what}: this task promised ${written}. Now it is ${now}.`;
  return { findings: [finding("links", "promised-signature", message, { file: path, severity: broken.severity })], notes: [] };
}

/** `login` of `login(name)`, `function login`, `Sessions.login`; null for what is no name in code, as in `GET /login`. */
function identifierOf(text: string): string | null {
  const words = text.trim().replace(/^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\*?|class|const|let|var|interface|type|enum)\s+/, "");
  return /^([A-Za-z_$][\w$]*)(?=$|[(.<:=])/.exec(words)?.[1] ?? null;
}

async function isThere(path: string, name: string, text: string, view: ModuleView): Promise<boolean> {
  const record = isSourcePath(path) ? await view.record(path) : null;
  if (record === null) return containsWord(text, name);
  const { names, complete } = await view.exportsOf(path);
  // A default export may carry the promised name inside the module only.
  if (names.has(name) || record.exports.get("default") === name) return true;
  return !complete && containsWord(text, name);
}

function containsWord(text: string, name: string): boolean {
  const word = /[\w$]/;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!word.test(text[at - 1] ?? " ") && !word.test(text[at + name.length] ?? " ")) return true;
  }
  return false;
}

function missing(provision: Provision, message: string): Finding {
  return finding("links", "missing-provision", message, { file: provision.path });
}

function signatureOf(provision: Provision): string {
  return provision.signature === "" ? "" : `Its promised signature: ${provision.signature}`;
}
