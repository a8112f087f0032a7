// The verb `explain`: a task's story in a page, from the mission's journal. It asks, and prints; it changes nothing.
import { realpath } from "node:fs/promises";
import { taskOnDisk, type TaskOnDisk } from "../compose/task-on-disk.ts";
import { toFailure } from "../core/errors.ts";
import { oneLine, taskStory } from "../core/explain.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { printable } from "./terminal.ts";

export interface ExplainFlags {
  readonly json?: true;
}

const version = 1;

/** Answers the exit code, having printed the story on standard output, or what was wrong on standard error. */
export async function explain(mission: string, task: string, flags: ExplainFlags): Promise<number> {
  // A reader that has seen enough (`| head`) is no failure of ours.
  process.stdout.on("error", () => {});
  try {
    const found = await taskOnDisk(await realpath(process.cwd()), mission, task);
    process.stdout.write(flags.json === true ? json({ mission: found.mission.mission, task: found.task }) : explainText(found));
    return exitCodes.accepted;
  } catch (thrown) {
    const failure = toFailure(thrown);
    process.stderr.write(`error: ${printable(failure.message)}\n${printable(failure.hint)}\n`);
    if (flags.json === true) process.stdout.write(json({ error: failure }));
    return exitCodeOf(failure.kind);
  }
}

export function explainText({ mission, task }: TaskOnDisk): string {
  const standing = mission.paused === null ? (mission.outcome ?? mission.phase) : `paused: ${oneLine(mission.paused, 200)}`;
  const lines = [
    `# ${task.id}: ${oneLine(task.title, 120)}`,
    "",
    `Mission ${mission.mission} (${standing}): ${oneLine(mission.goal, 200)}`,
    `Writes: ${task.writes.join(", ")}`,
    ...taskStory(task),
  ];
  return `${printable(lines.join("\n"))}\n`;
}

function json(content: object): string {
  return `${JSON.stringify({ version, ...content }, null, 2)}\n`;
}
