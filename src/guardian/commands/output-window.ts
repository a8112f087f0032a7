// Keeps the beginning and the end of a stream within a limit: the first error stands at the one, the summary at the other.

export interface OutputWindow {
  add(chunk: Uint8Array): void;
  /** The text so far; a line in the middle says how many bytes were left out. */
  text(): string;
}

export function createOutputWindow(bytesMax: number): OutputWindow {
  const headMax = Math.floor(bytesMax / 2);
  const tailMax = bytesMax - headMax;
  const head: Uint8Array[] = [];
  let headBytes = 0;
  let tail: Uint8Array[] = [];
  let tailBytes = 0;
  let bytes = 0;

  const keepTail = (chunk: Uint8Array): void => {
    tail.push(chunk);
    tailBytes += chunk.length;
    while (tailBytes > tailMax) {
      const [first] = tail;
      if (first === undefined) return;
      const over = tailBytes - tailMax;
      tailBytes -= Math.min(over, first.length);
      tail = over >= first.length ? tail.slice(1) : [first.slice(over), ...tail.slice(1)];
    }
  };

  return {
    add(chunk) {
      bytes += chunk.length;
      const free = Math.min(headMax - headBytes, chunk.length);
      if (free > 0) {
        head.push(chunk.slice(0, free));
        headBytes += free;
      }
      if (free < chunk.length) keepTail(chunk.subarray(free));
    },
    text() {
      const left = bytes - headBytes - tailBytes;
      const middle = left > 0 ? [Buffer.from(`\n[… ${left} bytes left out …]\n`)] : [];
      return Buffer.concat([...head, ...middle, ...tail]).toString("utf8");
    },
  };
}

/** Whether a window's text lacks its middle. */
export function wasCut(text: string): boolean {
  return /\n\[… \d+ bytes left out …\]\n/.test(text);
}
