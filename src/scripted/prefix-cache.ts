// Counts how much of a prompt a provider would have had in its cache: the longest prefix, in whole blocks, that an
// earlier prompt to the same model began with. Blocks are chained by hash, as inference servers do it, so that no
// prompt is kept. It does not know what a prompt says.
import { createHash } from "node:crypto";

/** 128 tokens, the step in which providers count. */
export const cacheBlockBytes = 512;

export class PrefixCache {
  private readonly known = new Set<string>();

  /** Bytes of the prompt that were known; from now on all its whole blocks are. */
  take(model: string, prompt: string): number {
    const bytes = Buffer.from(prompt);
    let chain = model;
    let cached = 0;
    for (let end = cacheBlockBytes; end <= bytes.length; end += cacheBlockBytes) {
      const block = bytes.subarray(end - cacheBlockBytes, end);
      chain = createHash("sha256").update(chain).update(block).digest("base64");
      if (this.known.has(chain)) cached = end;
      else this.known.add(chain);
    }
    return cached;
  }
}
