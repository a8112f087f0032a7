// What a writer puts into files for what was drawn for it: one model reply after another, the same with a plugin and without.
import type { ToolCall, Turn } from "../../src/scripted/index.ts";
import type { Deed } from "./deeds.ts";
import type { Errors } from "./errors.ts";
import type { RealTask } from "./tasks.ts";

export interface Workshop {
  readonly tasks: readonly RealTask[];
  readonly errors: ReadonlyMap<string, Errors>;
}

/** Past what the scripted models may write in a reply, which is 8,000 tokens: it is cut off there. */
const overLongBytes = 2 * 32_000;

/** A file that is there is read before it is written. */
export function readCall({ id, path, stub }: RealTask): ToolCall | null {
  return stub === null ? null : { tool: "read", args: { filePath: `${id}/${path}` } };
}

export function writeTurn(errors: Workshop["errors"], task: RealTask, deed: Deed): Turn {
  const call = writeCall(errors.get(task.id), task, deed);
  return { calls: [call], ...(deed === "over-long" ? { fault: { kind: "malformed-arguments" } as const } : {}) };
}

function writeCall(errors: Errors | undefined, task: RealTask, deed: Deed): ToolCall {
  const write = (content: string, path = task.path): ToolCall => ({ tool: "write", args: { filePath: `${task.id}/${path}`, content } });
  switch (deed) {
    case "right":
    case "malformed":
      return write(task.right);
    case "plain mutant":
      return write(errors?.plainMutant ?? lazyText(task));
    case "hidden mutant":
      return write(errors?.hiddenMutant ?? lazyText(task));
    case "off target":
      return write("'use strict';\n\nmodule.exports = {};\n", "notes.js");
    case "lazy":
      return write(lazyText(task));
    case "over-long":
      return write(`${task.right}\n// ${"and so on ".repeat(overLongBytes / 10)}\n`);
  }
}

/** As much as a model writes that leaves the work to the reader. */
export function lazyText({ kind, stub, subject }: Pick<RealTask, "kind" | "stub" | "subject">): string {
  const marker = "// TODO: implement this";
  if (stub === null) return `'use strict';\n\n${marker}\nmodule.exports = {};\n`;
  if (kind === "fix") return `${stub}\n${marker}\n`;
  return stub.replace(`throw new Error('${subject} is not written yet');`, `${marker}\n\treturn undefined;`);
}
