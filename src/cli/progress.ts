// Tells on standard error how far the gate is: a line a step, with its time. It knows no verdict.
import type { GateRequest, StepName } from "../compose-gate.ts";
import { seconds } from "./counts.ts";
import type { Palette } from "./terminal.ts";

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** On a terminal a step is shown as it begins, and its line is then completed. */
export function createProgress(stream: ProgressStream, palette: Palette, now: () => number): GateRequest["onStep"] {
  const begun = new Map<StepName, number>();
  const live = stream.isTTY === true;
  return (step, what) => {
    if (what === "begins") {
      begun.set(step, now());
      if (live) stream.write(palette.dim(`${step} …`));
      return;
    }
    const line = `${step.padEnd(8)} ${seconds(now() - (begun.get(step) ?? now())).padStart(7)}`;
    const mark = what === "refused" ? palette.red(" refused") : "";
    stream.write(`${live ? "\r\u001b[K" : ""}${palette.dim(line)}${mark}\n`);
  };
}
