// How a tool's command is written down, so that the same text means the same in every slot: the folder that it runs in,
// and the place of its cache, are words that are filled in where it runs. It runs nothing.
import { join } from "node:path";

/** Stands for the slot's own cache folder, within words such as `@tool-cache/mypy`. */
export const cachePlace = "@tool-cache";
/** Before the name of the folder that the rest is run in. No plan's command can begin with it: none is allowed to. */
const folderMark = "@in";
const plainWord = /^[\w@%+=:,./-]+$/;

export interface ToolCommand {
  /** Relative to the slot's top folder, which is `""`. */
  readonly folder: string;
  readonly argv: readonly string[];
}

/** Text that the command reader takes apart into the same words again. */
export function commandText(argv: readonly string[]): string {
  return argv.map((word) => (plainWord.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}

export function toolCommandText({ folder, argv }: ToolCommand): string {
  return commandText(folder === "" ? argv : [folderMark, encoded(folder), ...argv]);
}

/** One plain word, whatever the folder is called. */
function encoded(folder: string): string {
  const escape = (character: string) => [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  return folder.replace(/[^\w@+=:,./-]/gu, escape);
}

/** A command as it is run in a slot; one that is no tool's comes back as it is. `cache` is null where there is none. */
export function inSlot(command: string, directory: string, cache: string | null): { command: string; directory: string } {
  const marked = command.startsWith(`${folderMark} `) ? /^\S+ (\S+) ([\s\S]*)$/.exec(command) : null;
  const [, folder, rest] = marked ?? [];
  const text = rest ?? command;
  return {
    command: cache === null ? text : text.replaceAll(`${cachePlace}/`, `${commandText([cache])}/`),
    directory: folder === undefined ? directory : join(directory, decodeURIComponent(folder)),
  };
}

export function wantsCache(command: string): boolean {
  return command.includes(`${cachePlace}/`);
}
