// `svelte-check`: it looks at TypeScript and at Svelte's components, by the same settings.
import type { Diagnostic } from "../tools/diagnostics.ts";
import type { ProjectTool } from "../tools/project-tool.ts";
import { isRecord } from "../tools/settings-json.ts";

export function svelteCheck(folder: string, program: string, project: string): ProjectTool {
  const argv = [program, "--output", "machine-verbose", "--threshold", "error", "--tsconfig", `./${project}`];
  return { name: "svelte-check", folder, argv, baseArgv: argv, answers: [0, 1], files: null, read: readSvelteCheck, stops };
}

function stops({ file }: Diagnostic): boolean {
  return file === null || file.endsWith(".json");
}

/** Lines of a time and a JSON value; the last says that all was looked at. Its places count from 0. */
export function readSvelteCheck(output: string): readonly Diagnostic[] | null {
  const lines = output.split("\n");
  if (!lines.some((line) => /^\d+ COMPLETED /.test(line))) return null;
  return lines.flatMap((line): readonly Diagnostic[] => {
    const text = /^\d+ (\{.*\})$/.exec(line)?.[1];
    const report = text === undefined ? null : parsed(text);
    if (report === null || report["type"] !== "ERROR") return [];
    const start = isRecord(report["start"]) ? report["start"] : {};
    const { filename, code, message } = report;
    return [
      {
        file: typeof filename === "string" ? filename : null,
        line: counted(start["line"]),
        column: counted(start["character"]),
        code: typeof code === "number" ? `TS${code}` : typeof code === "string" ? code : null,
        message: typeof message === "string" ? message : "",
        severity: "error",
      },
    ];
  });
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    // Not one of its reports.
    return null;
  }
}

function counted(value: unknown): number | null {
  return typeof value === "number" ? value + 1 : null;
}
