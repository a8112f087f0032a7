// A session that goes round in circles: the same call with the same answer again and again, two calls in turns, or a
// file that is written back to what it was. Only fingerprints are kept.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const returnsMax = 2;
const alternationsMin = 4;

export class LoopDetector {
  private readonly counts = new Map<string, number>();
  private readonly recent: string[] = [];
  private readonly contents = new Map<string, { last: string; readonly seen: Set<string>; returns: number }>();
  private readonly repeatsMax: number;

  constructor(repeatsMax: number) {
    this.repeatsMax = repeatsMax;
  }

  /** Why the session goes round in circles since this call, or null. */
  take(tool: string, args: unknown, output: string): string | null {
    const key = `${tool}\0${fingerprint(JSON.stringify(args) ?? "")}\0${fingerprint(output)}`;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    if (count >= this.repeatsMax) return `${tool} was called ${this.repeatsMax} times with the same arguments and result`;
    return this.alternates(key) ? `${tool} and another call were made in turns, each with the same arguments and result` : null;
  }

  /** The last calls were two, in turns. */
  private alternates(key: string): boolean {
    const length = Math.max(alternationsMin, 2 * (this.repeatsMax - 1));
    this.recent.push(key);
    if (this.recent.length > length) this.recent.shift();
    const [first, second] = this.recent;
    return this.recent.length === length && first !== second && this.recent.every((at, index) => at === (index % 2 === 0 ? first : second));
  }

  /** Looks at a file after an edit; answers why the session goes round in circles, or null. */
  async takeFile(directory: string, path: string): Promise<string | null> {
    const content = await readFile(join(directory, path)).catch(() => null);
    if (content === null) return null;
    const hash = createHash("sha256").update(content).digest("base64");
    const file = this.contents.get(path);
    if (file === undefined) {
      this.contents.set(path, { last: hash, seen: new Set([hash]), returns: 0 });
      return null;
    }
    if (file.last === hash) return null;
    if (file.seen.has(hash)) file.returns += 1;
    file.seen.add(hash);
    file.last = hash;
    return file.returns >= returnsMax ? `${path} was written back to an earlier content ${returnsMax} times` : null;
  }
}

/** FNV-1a over UTF-16 units with the length: enough to tell answers apart within one session. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${(hash >>> 0).toString(16)}:${text.length}`;
}
