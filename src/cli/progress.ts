// Tells on standard error how far the gate is: a line a step, with its time. It knows no verdict.
import type { GateRequest, StepName } from "../compose/gate.ts";
import { elapsed } from "./counts.ts";
import type { Palette } from "./terminal.ts";

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Progress {
  readonly onStep: GateRequest["onStep"];
  /** On a terminal, sets what follows apart: the last line may be incomplete. */
  leave(): void;
}

/** On a terminal a step is shown as it begins, and its line is then completed. */
export function createProgress(stream: ProgressStream, palette: Palette, now: () => number): Progress {
  const live = stream.isTTY === true;
  let told = false;
  let begun: { readonly step: StepName; readonly atMs: number } | null = null;
  return {
    onStep(step, what) {
      if (what === "begins") {
        told = true;
        begun = { step, atMs: now() };
        if (live) stream.write(palette.dim(`${step} …`));
        return;
      }
      const line = `${step.padEnd(8)} ${elapsed(begun?.step === step ? now() - begun.atMs : 0).padStart(7)}`;
      begun = null;
      stream.write(`${live ? "\r\u001b[K" : ""}${palette.dim(line)}${what === "refused" ? palette.red(" refused") : ""}\n`);
    },
    leave() {
      if (live && told) stream.write("\n");
      told = false;
    },
  };
}

export const noProgress: Progress = { onStep: () => {}, leave: () => {} };
