// A session that goes round in circles: the same tool called with the same arguments and the same answer, again and
// again. Only fingerprints are kept.

export class LoopDetector {
  private readonly counts = new Map<string, number>();
  private readonly repeatsMax: number;

  constructor(repeatsMax: number) {
    this.repeatsMax = repeatsMax;
  }

  /** Answers whether this call has now been seen as often as is allowed. */
  take(tool: string, args: unknown, output: string): boolean {
    const key = `${tool}\0${fingerprint(JSON.stringify(args) ?? "")}\0${fingerprint(output)}`;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count >= this.repeatsMax;
  }
}

/** FNV-1a over UTF-16 units with the length: enough to tell answers apart within one session. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${(hash >>> 0).toString(16)}:${text.length}`;
}
