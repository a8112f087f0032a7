// The command line's grammar: verbs, options, help, and what a mistake in them says. What a verb does is in a file of
// its own, loaded when it is asked for.
import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { StageName } from "../core/change.ts";
import type { CheckFlags } from "./check.ts";
import type { ExplainFlags } from "./explain.ts";
import { exitCodes } from "./exit-codes.ts";
import { isSkippable, skippableStages } from "./stages.ts";

/** Answers the exit code; never throws for what the user wrote. */
export async function run(argv: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.accepted;
  const program = createProgram((code) => (exitCode = code));
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end in this way too.
    return error.exitCode === 0 ? exitCodes.accepted : exitCodes.usage;
  }
}

export function createProgram(onExitCode: (code: number) => void): Command {
  const program = new Command("opencode-orchestrator")
    .description("Holds changes to what a careful reviewer would, before they are merged.")
    .version(packageVersion(), "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .showHelpAfterError("Try: opencode-orchestrator --help")
    .exitOverride()
    .addHelpText("after", programHelp);
  addCheck(program, onExitCode);
  addExplain(program, onExitCode);
  return program;
}

const programHelp = `
Examples:
  opencode-orchestrator check                      what is not committed yet, or else the last commits
  opencode-orchestrator check --base origin/main   everything since the branch began, as in CI
  opencode-orchestrator explain <mission> <task>   what was tried for a task, and why

Missions run in OpenCode: type /task "what you want" there.`;

function addCheck(program: Command, onExitCode: (code: number) => void): void {
  program
    .command("check")
    .summary("judge the working tree with the gate that tasks have to pass")
    .description(
      "Judges the files of a git repository as they are, uncommitted and untracked work included, against a commit.\n" +
        "Only problems that the commit did not have count. Nothing of yours is changed: checks run in a copy.",
    )
    .argument("[paths...]", "judge only these changed files, folders or git pathspecs")
    .option("-b, --base <revision>", "a commit, branch or tag: what has changed since HEAD left it is judged (default: HEAD, if there is uncommitted work; else where HEAD left the default branch, or HEAD~1)")
    .option("-c, --checks <command>", "a command that has to succeed, beside commands.checks of opencode.toml; may be repeated", collect)
    .option("-s, --skip <stage>", `leave a stage out: ${skippableStages().join(", ")}; may be repeated`, collectStage)
    .addOption(new Option("--json", "print the result as JSON (docs/check.md has its shape)").conflicts("sarif"))
    .addOption(new Option("--sarif", "print the result as SARIF 2.1.0, for code scanning services"))
    .option("-q, --quiet", "tell no progress on standard error")
    .option("--no-color", "use no colours; the variable NO_COLOR says the same")
    .addHelpText("after", checkHelp)
    .exitOverride()
    .showHelpAfterError("Try: opencode-orchestrator check --help")
    .action(async (paths: readonly string[], options: CheckFlags) => {
      const { check } = await import("./check.ts");
      onExitCode(await check(paths, options, packageVersion()));
    });
}

const checkHelp = `
Exit codes:
  0    accepted, perhaps with warnings
  1    refused
  2    wrong usage or configuration
  3    it could not be done: no git, no repository, a disk that is full
  130  interrupted

Examples:
  opencode-orchestrator check
  opencode-orchestrator check src --skip types
  opencode-orchestrator check --base origin/main --checks "npm test"
  opencode-orchestrator check --sarif > check.sarif`;

function addExplain(program: Command, onExitCode: (code: number) => void): void {
  program
    .command("explain")
    .summary("tell the story of one task of a mission")
    .description("Tells what was tried for a task, why, and what came of it. It reads the journal, also while the mission runs.")
    .argument("<mission>", "a mission's name, as the report and .opencode/orchestrator/missions have it")
    .argument("<task>", "a task's name in the plan")
    .option("--json", "print the task as JSON (docs/explain.md has its shape)")
    .exitOverride()
    .showHelpAfterError("Try: opencode-orchestrator explain --help")
    .action(async (mission: string, task: string, options: ExplainFlags) => {
      const { explain } = await import("./explain.ts");
      onExitCode(await explain(mission, task, options));
    });
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function collectStage(value: string, before: readonly StageName[] = []): readonly StageName[] {
  if (isSkippable(value)) return [...before, value];
  throw new InvalidArgumentError(`The stages are ${skippableStages().join(", ")}.`);
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const known = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return known ? String(manifest.version) : "unknown";
}
