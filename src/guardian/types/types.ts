// The types stage: the project's own checkers, found from its files and run only if they are installed and the change
// touches their language. What a checker found on the base already does not count.
import type { StageReport, Stage, StageContext } from "../stage.ts";
import { judgeTool, type ToolSearch } from "../tools/project-tool.ts";
import { dotnetBuild } from "./dotnet.ts";
import { jvmCheckers } from "./jvm.ts";
import { cargoCheck, goVet } from "./native.ts";
import { pythonCheckers } from "./python.ts";
import { typescriptCheckers } from "./typescript.ts";

/** `added` are those of the changed files that the base does not have. */
type Search = (directory: string, changed: readonly string[], added: ReadonlySet<string>) => Promise<ToolSearch>;

const searches: readonly Search[] = [typescriptCheckers, pythonCheckers, goVet, cargoCheck, jvmCheckers, dotnetBuild];

export const typesStage: Stage = {
  name: "types",
  async run(context: StageContext): Promise<StageReport> {
    const { directory, change, settings } = context.input;
    if (settings.types === "off") return { findings: [], notes: [] };
    const changed = change.files.map(({ path }) => path);
    const added = new Set(change.files.filter(({ status }) => status === "added").map(({ path }) => path));
    const reports: StageReport[] = [];
    for (const search of searches) {
      const { tools, notes } = await search(directory, changed, added);
      reports.push({ findings: [], notes });
      for (const tool of tools) reports.push(await judgeTool("types", tool, context));
    }
    return { findings: reports.flatMap(({ findings }) => findings), notes: reports.flatMap(({ notes }) => notes) };
  },
};
