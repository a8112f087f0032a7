// A change as text for people and models, never longer than asked for. It does not judge what it shows.
import type { Change } from "../core/change.ts";
import { inRepository, type Repository } from "./repository.ts";

/** A unified diff in at most `bytesMax` bytes of UTF-8; if it is longer, whole lines and a last line that says so. */
export async function patchOf(repository: Repository, change: Change, bytesMax: number): Promise<string> {
  const args = ["diff-tree", "-p", "-r", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color"];
  const result = await inRepository(repository, [...args, change.base, change.commit, "--"], {
    outputBytesMax: bytesMax,
    overflow: "cut",
  });
  const text = result.stdout.toString("utf8");
  // Bytes that are not UTF-8 grow when they are replaced, so the text is measured again.
  if (!result.cut && Buffer.byteLength(text) <= bytesMax) return text;
  const mark = `[The patch is longer than ${bytesMax} bytes and is cut here.]\n`;
  let room = bytesMax - Buffer.byteLength(mark);
  if (room < 0) return "";
  const kept: string[] = [];
  for (const line of text.split("\n").slice(0, -1)) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    kept.push(`${line}\n`);
  }
  return kept.join("") + mark;
}
