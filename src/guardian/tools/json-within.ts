// Finds the JSON value in what a tool printed. It knows no tool.

/** The JSON value that a tool printed among its other lines; null if there is none. */
export function jsonWithin(output: string): unknown {
  const lines = output.split("\n");
  for (const [at, line] of lines.entries()) {
    if (!/^\s*[[{]/.test(line)) continue;
    const rest = lines.slice(at).join("\n");
    const close = rest.trimStart().startsWith("[") ? "]" : "}";
    for (const text of [line, rest.slice(0, rest.lastIndexOf(close) + 1)]) {
      try {
        return JSON.parse(text);
      } catch {
        // Another line may begin it.
      }
    }
    return null;
  }
  return null;
}
