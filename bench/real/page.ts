// docs/evidence-real.md, out of what was measured: every mission by itself, so that nothing hides in a mean.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../scripts/opencode.ts";
import { clopperPearson } from "../gate/interval.ts";
import type { Machine } from "../measure.ts";
import type { World } from "../method/world.ts";
import { arms, type Outcome } from "./arms.ts";

export async function writePage(outcomes: readonly Outcome[], world: World, where: Machine): Promise<void> {
  await writeFile(join(packageRoot, "docs", "evidence-real.md"), page(outcomes, world, where));
}

export function page(outcomes: readonly Outcome[], world: World, where: Machine): string {
  return `# Evidence from the real OpenCode

Written by \`npm run bench -- method-real\`. **No language model was asked**: the real OpenCode and plugin work on real code with real tests, and a scripted server answers as models are assumed to behave ([bench/real/deeds.ts](../bench/real/deeds.ts)). A task is a function of a published package whose body was removed; half of the package's test files are its checks, the other half is kept outside, and all of them judge. *Silently wrong*: it said that it is done, and a test fails; without a plugin an agent always says so. Tokens are counted as bytes over four.

Seed ${world.seed}, p = ${world.p}, concentration ${world.concentration}; commit ${where.commit}; ${where.processor}, ${where.cores} cores, OpenCode ${where.openCode}; load before ${where.loadBefore}. Intervals are of Clopper and Pearson, 95 %.

| arm | missions | all right | silently wrong | honest stop |
|---|---|---|---|---|
${arms.map((arm) => summary(arm, outcomes.filter((outcome) => outcome.arm === arm))).join("\n")}

| mission | arm | tasks | wrong | says done | calls | tokens read | tokens written | seconds |
|---|---|---|---|---|---|---|---|---|
${outcomes.map(rowOf).join("\n")}
`;
}

function summary(arm: string, outcomes: readonly Outcome[]): string {
  const cell = (fits: (outcome: Outcome) => boolean): string => {
    const hits = outcomes.filter(fits).length;
    const { low, high } = clopperPearson(hits, outcomes.length);
    return `${hits} (${Math.round(low * 100)}–${Math.round(high * 100)} %)`;
  };
  const right = cell(({ isDone, wrong }) => isDone && wrong.length === 0);
  return `| ${arm} | ${outcomes.length} | ${right} | ${cell(({ isDone, wrong }) => isDone && wrong.length > 0)} | ${cell(({ isDone }) => !isDone)} |`;
}

function rowOf({ mission, arm, tasks, wrong, isDone, calls, promptTokens, completionTokens, seconds }: Outcome): string {
  return `| ${mission} | ${arm} | ${tasks} | ${wrong.join(", ") || "none"} | ${isDone ? "yes" : "no"} | ${calls} | ${promptTokens} | ${completionTokens} | ${seconds.toFixed(0)} |`;
}
