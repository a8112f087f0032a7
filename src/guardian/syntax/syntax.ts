// The second stage: what was changed can be read by the parser of its language, and holds no leftovers of a merge. A
// file that could not be read before the change either is not held against it.
import type { Finding } from "../../core/change.ts";
import { conflictMarkers } from "./conflict-markers.ts";
import { excerptAt, finding } from "../finding.ts";
import { isJsonPath, readJson } from "./json-source.ts";
import { languageOf, type Language } from "../languages/language.ts";
import { readLanguage } from "../languages/read.ts";
import { isSourcePath, parseSource, type SourceParser, type SourceProblem } from "../source/oxc.ts";
import { readSlotText, sourceBytesMax, textOf, type SlotText } from "../files/slot-file.ts";
import type { GateInput } from "../../ports/gate.ts";
import type { Stage, StageContext, StageReport } from "../stage.ts";

export const syntaxStage: Stage = {
  name: "syntax",
  async run(context: StageContext): Promise<StageReport> {
    const findings: Finding[] = [];
    const notes: string[] = [];
    for (const file of context.input.change.files) {
      context.signal.throwIfAborted();
      if (file.status === "deleted") continue;
      const content = await readSlotText(context.input.directory, file.path);
      const report = await freshSyntax(context.input, file.path, content, context.parse);
      findings.push(...report.findings);
      notes.push(...report.notes);
    }
    return { findings, notes };
  },
};

/** What is wrong with a file and was not before the change. */
async function freshSyntax(input: Pick<GateInput, "before">, path: string, content: SlotText, parse: SourceParser): Promise<StageReport> {
  const report = await syntaxOf(path, content, parse);
  if (report.findings.length === 0) return report;
  const before = await syntaxOf(path, textOf(await input.before(path)));
  const rulesBefore = new Set(before.findings.map((found) => found.rule));
  const fresh = report.findings.filter((found) => !rulesBefore.has(found.rule));
  if (fresh.length === report.findings.length) return report;
  return { findings: fresh, notes: [...report.notes, `${path} could not be parsed before the change either; that was not held against it`] };
}

/** One file as it stands. Grammars stumble over some code that is right, so theirs is compared with what was before. */
export async function syntaxOfFile(input: Pick<GateInput, "before">, path: string, content: SlotText, parse: SourceParser): Promise<StageReport> {
  const { findings, notes } = languageOf(path) === null ? await syntaxOf(path, content, parse) : await freshSyntax(input, path, content, parse);
  return { findings: findings.filter(({ severity }) => severity === "error"), notes };
}

/** Nothing that a parser could refuse. */
const prose = /\.(?:txt|rst|adoc|csv)$|(?:^|\/)(?:LICENSE|NOTICE|\.gitignore|\.gitattributes|\.editorconfig)$/i;

/** Judges one file by its path and content. */
export async function syntaxOf(path: string, content: SlotText, parse: SourceParser = parseSource): Promise<StageReport> {
  if (content.kind === "too-large") {
    return { findings: [], notes: [`${path} was not parsed: it has ${content.bytes} bytes, more than ${sourceBytesMax}`] };
  }
  const language = languageOf(path);
  const known = isSourcePath(path) || isJsonPath(path) || (language !== null && language.reader !== "markdown");
  if (content.kind === "binary" && known) {
    const message = `${path} contains a zero byte, so it is no source file. Write it as plain text.`;
    return { findings: [finding("syntax", "zero-byte", message, { file: path })], notes: [] };
  }
  if (content.kind !== "text") return { findings: [], notes: [] };
  const markers = conflictMarkers(content.text);
  if (markers.length > 0) {
    const message = "A merge conflict is left here. Decide which lines stay, and delete the markers <<<<<<<, ======= and >>>>>>>.";
    const parts = { file: path, place: markers[0] ?? null };
    return { findings: [finding("syntax", "conflict-marker", message, { ...parts, excerpt: excerptOf(content.text, markers[0]) })], notes: [] };
  }
  if (!content.validUtf8 && known) {
    return { findings: [finding("syntax", "encoding", `${path} is not valid UTF-8. Write it as UTF-8.`, { file: path })], notes: [] };
  }
  if (isSourcePath(path)) return sourceSyntax(path, content.text, parse);
  if (isJsonPath(path)) return jsonSyntax(path, content.text);
  if (language !== null) return languageSyntax(language, path, content.text, parse);
  if (prose.test(path)) return { findings: [], notes: [] };
  return { findings: [], notes: [`${path} was not parsed: no parser for its language is at hand`] };
}

function excerptOf(text: string, place: { line: number; column: number } | undefined): string | null {
  return place === undefined ? null : excerptAt(text, place);
}

async function sourceSyntax(path: string, text: string, parse: SourceParser): Promise<StageReport> {
  const source = await parse(path, text);
  if (source.kind === "parsed") return { findings: [], notes: [] };
  if (source.kind === "broken") return { findings: source.problems.map((problem) => parseError(path, text, problem)), notes: [] };
  if (source.kind === "foreign") return { findings: [], notes: [`${path} was not parsed: it ${source.reason}`] };
  return tooDeep(path, source.reason);
}

async function jsonSyntax(path: string, text: string): Promise<StageReport> {
  const reading = await readJson(path, text);
  if (reading.kind === "valid") return { findings: [], notes: [] };
  if (reading.kind === "unsafe") return tooDeep(path, reading.reason);
  return { findings: [parseError(path, text, reading.problem)], notes: [] };
}

async function languageSyntax(language: Language, path: string, text: string, parse: SourceParser): Promise<StageReport> {
  const reading = await readLanguage(language, path, text, parse);
  if (reading.kind === "unread") return { findings: [], notes: [`${path} was not parsed: ${reading.reason}`] };
  const findings = reading.problems.map((problem) => ({ ...parseError(path, text, problem), severity: problem.severity }));
  return { findings, notes: [] };
}

function parseError(path: string, text: string, problem: SourceProblem): Finding {
  const message = `This does not parse: ${problem.message.replace(/\.?$/, ".")}`;
  return finding("syntax", "parse-error", message, {
    file: path,
    place: problem.place,
    excerpt: excerptAt(text, problem.place),
  });
}

function tooDeep(path: string, reason: string): StageReport {
  return { findings: [finding("syntax", "too-deep", `${path} ${reason}. Write it flatter.`, { file: path })], notes: [] };
}
