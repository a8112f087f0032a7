// The report of `check` for people: what was found, file by file, then the outcome, then what was not checked.
import { relative } from "node:path";
import type { Finding } from "../core/change.ts";
import { countsOf, type CheckReport } from "./check-json.ts";
import { counted, elapsed } from "./counts.ts";
import { printable, type Palette } from "./terminal.ts";

/** Places are told relative to `folder`, where the user is, so that terminals and editors can open them. */
export function checkText(report: CheckReport, folder: string, palette: Palette): string {
  const blocks = [...fileBlocks(report, folder, palette), summary(report, palette), ...notesBlock(report, palette)];
  return `${blocks.join("\n\n")}\n`;
}

function fileBlocks({ findings, root }: CheckReport, folder: string, palette: Palette): string[] {
  const byFile = new Map<string, Finding[]>();
  for (const found of findings) {
    // What is said of no file comes last, as the outcome of a command does.
    const place = found.file === null ? "" : printable(relative(folder, `${root}/${found.file}`) || found.file);
    byFile.set(place, [...(byFile.get(place) ?? []), found]);
  }
  const places = [...byFile.keys()].sort((left, right) => Number(left === "") - Number(right === "") || compare(left, right));
  return places.map((place) => {
    const found = (byFile.get(place) ?? []).toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0));
    const title = palette.bold(place === "" ? "whole change" : place);
    return [title, ...found.map((one) => findingLines(one, place, palette))].join("\n");
  });
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

function findingLines(found: Finding, place: string, palette: Palette): string {
  const where = [place, found.line, found.line === null ? null : found.column].filter((part) => part !== null && part !== "");
  const severity = found.severity === "error" ? palette.red("error") : palette.yellow("warning");
  const head = [...(where.length === 0 ? [] : [where.join(":")]), severity, palette.dim(printable(found.rule))].join("  ");
  const lines = [head, ...indented(found.message, "  ")];
  const excerpt = found.excerpt === null ? [] : indented(found.excerpt, "    ").map((line) => palette.dim(line));
  return `  ${[...lines, ...excerpt].join("\n  ")}`;
}

function indented(text: string, indent: string): string[] {
  return printable(text.replaceAll("\r\n", "\n"))
    .split("\n")
    .map((line) => `${indent}${line}`.trimEnd());
}

function summary(report: CheckReport, palette: Palette): string {
  const base = printable(report.base.text);
  if (report.files.length === 0) return `${palette.green("Accepted")}: there is nothing to judge against ${base}.`;
  const { errors, warnings } = countsOf(report.findings);
  const found = [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ];
  const outcome =
    report.refusedBy === null ? palette.green("Accepted") : palette.red(`Refused at the stage "${report.refusedBy}"`);
  const elapsedMs = report.stages.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  const judged = `${counted(report.files.length, "changed file")} against ${base}, in ${elapsed(elapsedMs)}`;
  return `${outcome}${found.length === 0 ? "" : ` with ${found.join(" and ")}`}: ${judged}.`;
}

function notesBlock({ notes }: CheckReport, palette: Palette): string[] {
  if (notes.length === 0) return [];
  const lines = notes.map((note) => `  - ${indented(note, "    ").join("\n").trimStart()}`);
  return [[palette.bold("Not checked, or not counted:"), ...lines].join("\n")];
}
