// The state folder in the user's repository: `.opencode/orchestrator/` with its .gitignore, and a folder for each mission.
// It does not know what missions keep there.
import { constants } from "node:fs";
import { access, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { OrchestratorError } from "../core/errors.ts";
import type { MissionId } from "../core/ids.ts";
import type { Clock } from "../ports/clock.ts";
import { hasCode, realPathInside } from "./inside.ts";

export interface StateFolder {
  /** `.opencode/orchestrator` of the user's folder, absolute. */
  readonly directory: string;
  readonly missions: string;
}

export interface MissionFolder {
  readonly id: MissionId;
  readonly directory: string;
}

const idPattern = /^m-\d{8}-\d{6}-[0-9a-z]{4}$/;

/** Everything here is ignored, this file too; only the user's own rules are theirs to commit. */
const ignoreText = `# Written by opencode-orchestrator: what it keeps here stays out of git, but for your own rules.
/*
!/rules/
`;

/** Where the state is kept, whether or not it is there yet. */
export function stateFolderOf(folder: string): StateFolder {
  const directory = join(folder, ".opencode", "orchestrator");
  return { directory, missions: join(directory, "missions") };
}

/**
 * Makes the state folder; does what is missing if it is there. Fails with `not-a-directory` or `not-writable`. A
 * .gitignore that the user changed is left as it is.
 */
export async function prepareStateFolder(folder: string): Promise<StateFolder> {
  const isDirectory = await stat(folder).then((found) => found.isDirectory(), () => false);
  if (!isDirectory) {
    throw new OrchestratorError("not-a-directory", `${folder} is not a directory.`, "Name the folder of a project.");
  }
  const state = stateFolderOf(folder);
  try {
    await assertInside(folder, state.missions);
    // One by one: on a read-only disk the recursive form would say that the folder above is missing.
    for (const made of [dirname(state.directory), state.directory, state.missions]) {
      await mkdir(made).catch(unlessThere);
    }
    await access(state.missions, constants.W_OK);
    await writeFile(join(state.directory, ".gitignore"), ignoreText, { flag: "wx" }).catch(unlessThere);
  } catch (thrown) {
    if (thrown instanceof OrchestratorError) throw thrown;
    throw notWritable(state.directory, thrown);
  }
  return state;
}

function unlessThere(thrown: unknown): void {
  if (!hasCode(thrown, "EEXIST")) throw thrown;
}

/** A repository may bring a link in the state's place; two folders would then share missions, or files be made anywhere. */
async function assertInside(folder: string, inner: string): Promise<void> {
  if ((await realPathInside(folder, inner)) !== null) return;
  throw new OrchestratorError(
    "not-writable",
    `${inner} leads out of ${folder} by a symbolic link.`,
    "The plugin keeps its state in the project itself: replace the link by a folder.",
  );
}

function notWritable(directory: string, thrown: unknown): OrchestratorError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new OrchestratorError(
    "not-writable",
    `The state folder ${directory} cannot be written: ${reason}`,
    "Make the project's folder writable and free space on its disk, or work on a copy of it.",
    { cause: thrown },
  );
}

/**
 * `m-YYYYMMDD-HHMMSS-xxxx`, in universal time: names sort by age, within a second too, since the first two of the last
 * four characters are the part of the second, in 1296ths. The others are chance.
 */
export function newMissionId(clock: Clock): MissionId {
  const nowMs = clock.now();
  const digits = new Date(nowMs).toISOString().replace(/\D/g, "");
  const suffix = [(nowMs % 1000) / 1000, clock.random()].map((part) => Math.floor(part * 36 ** 2).toString(36).padStart(2, "0"));
  return `m-${digits.slice(0, 8)}-${digits.slice(8, 14)}-${suffix.join("")}`;
}

/** The folder of a mission whose name a user may have typed; fails with `mission-none` if it cannot be one. */
export function missionFolder(state: StateFolder, id: MissionId): MissionFolder {
  if (idPattern.test(id)) return { id, directory: join(state.missions, id) };
  throw new OrchestratorError(
    "mission-none",
    `${JSON.stringify(id.slice(0, 80))} is not the name of a mission.`,
    "Names look like m-20261123-101500-a1b2; `/task status` lists them.",
  );
}

/** Newest first; empty if there is no state folder. */
export async function listMissions(folder: string): Promise<readonly MissionFolder[]> {
  const state = stateFolderOf(folder);
  const entries = await readdir(state.missions, { withFileTypes: true }).catch((thrown: unknown) => {
    if (hasCode(thrown, "ENOENT", "ENOTDIR")) return [];
    throw notReadable(state.missions, thrown);
  });
  const ids = entries.filter((entry) => entry.isDirectory() && idPattern.test(entry.name)).map((entry) => entry.name);
  return ids.sort().reverse().map((id) => missionFolder(state, id));
}

function notReadable(directory: string, thrown: unknown): OrchestratorError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new OrchestratorError(
    "mission-none",
    `The missions in ${directory} cannot be listed: ${reason}`,
    "Make the folder readable.",
    { cause: thrown },
  );
}
