// The lint stage: the project's own linters on the changed files, if they are configured and installed; Oxlint on scripts
// that no linter is configured for. What a linter found in the base's version of a file does not count, and its warnings
// stay warnings.
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { clippy, golangciLint, ruff } from "./native.ts";
import type { LintFiles } from "./lint-files.ts";
import { javascriptLinters } from "./javascript.ts";
import { ownOxlint } from "./own-oxlint.ts";
import { judgeTool, type ToolSearch } from "../tools/project-tool.ts";
import type { Stage, StageContext, StageReport } from "../stage.ts";

type Search = (directory: string, files: LintFiles) => Promise<ToolSearch>;

const searches: readonly Search[] = [ruff, golangciLint, clippy];

const settingsFile = /(?:^|\/)(?:\.eslintrc(?:\.\w+)?|\.oxlintrc\.json|biome\.jsonc?|\.?ruff\.toml)$/;

/** A linter's settings are tried by linting with them, and there was nothing to lint. */
function untried(path: string): string {
  return `${path} was not tried, because no changed file is linted by it`;
}

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
    const known = present.filter((path) => isKnown.has(path));
    const files: LintFiles = { all: present, known };
    const scripts = await javascriptLinters(directory, files);
    const found: ToolSearch[] = [scripts];
    if (settings.lint === "auto") found.push(await ownOxlint({ directory, paths: scripts.unowned, files, clean: context.clean }));
    for (const search of searches) found.push(await search(directory, files));
    const used = new Set(found.flatMap(({ tools }) => tools.map((tool) => tool.settings)));
    const unused = present.filter((path) => settingsFile.test(path) && !used.has(path));
    const reports: StageReport[] = [{ findings: [], notes: unused.map(untried) }];
    for (const { tools, notes } of found) {
      reports.push({ findings: [], notes });
      for (const tool of tools) reports.push(await judgeTool("lint", tool, context));
    }
    return { findings: reports.flatMap(({ findings }) => findings), notes: reports.flatMap(({ notes }) => notes) };
  },
};
