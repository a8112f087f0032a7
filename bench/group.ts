// Measures one group of figures in a process of its own, and prints them as a line of JSON.
import { gateFigures } from "./gate/figures.ts";
import { realFigures } from "./real/figures.ts";
import { firstRequestFigures, ordinaryFigure } from "./requests.ts";
import { gateSpeedFigures } from "./gate-speed.ts";
import { kernelFigures } from "./kernel.ts";
import type { Figure } from "./measure.ts";
import { methodFigures } from "./method/evidence.ts";
import { ownWorkFigure } from "./own-work.ts";
import { startFigure } from "./start.ts";
import { wideFigures } from "./wide.ts";

const groups: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  kernel: kernelFigures,
  "gate-speed": gateSpeedFigures,
  requests: async () => [...(await firstRequestFigures()), await ordinaryFigure()],
  start: async () => [await startFigure()],
  wide: wideFigures,
  own: async () => [await ownWorkFigure()],
  method: () => methodFigures(process.argv.slice(3)),
  gate: () => gateFigures(process.argv.slice(3)),
  "method-real": () => realFigures(process.argv.slice(3)),
};

const measure = groups[process.argv[2] ?? ""];
if (measure === undefined) throw new Error(`There are the groups ${Object.keys(groups).join(", ")}.`);
console.log(JSON.stringify(await measure()));
