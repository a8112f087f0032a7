// The lint stage: the project's own linters on the changed files, if they are configured and installed. What a linter
// found in the base's version of a file does not count, and its warnings stay warnings.
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { clippy, golangciLint, ruff } from "./native.ts";
import type { LintFiles } from "./lint-files.ts";
import { javascriptLinters } from "./javascript.ts";
import { judgeTool, type ToolSearch } from "../tools/project-tool.ts";
import type { Stage, StageContext, StageReport } from "../stage.ts";

type Search = (directory: string, files: LintFiles) => Promise<ToolSearch>;

const searches: readonly Search[] = [javascriptLinters, ruff, golangciLint, clippy];

export const lintStage: Stage = {
  name: "lint",
  async run(context: StageContext): Promise<StageReport> {
    const { directory, change, settings } = context.input;
    if (settings.lint === "off") return { findings: [], notes: [] };
    const present: string[] = [];
    for (const { path } of change.files) {
      if (await lstat(join(directory, path)).then((stats) => stats.isFile(), () => false)) present.push(path);
    }
    const isKnown = new Set(change.files.filter(({ modeBefore }) => modeBefore !== "000000").map(({ path }) => path));
    const files: LintFiles = { all: present, known: present.filter((path) => isKnown.has(path)) };
    const reports: StageReport[] = [];
    for (const search of searches) {
      const { tools, notes } = await search(directory, files);
      reports.push({ findings: [], notes });
      for (const tool of tools) reports.push(await judgeTool("lint", tool, context));
    }
    return { findings: reports.flatMap(({ findings }) => findings), notes: reports.flatMap(({ notes }) => notes) };
  },
};
