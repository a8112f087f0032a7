// docs/evidence.md and its charts, out of what was measured. It measures nothing.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../scripts/opencode.ts";
import type { Machine } from "../measure.ts";
import { alphaFor } from "./closed-form.ts";
import { lineChart } from "./chart.ts";
import { chainOf, type Evidence, type Row } from "./evidence-data.ts";
import { compared } from "./rows.ts";
import type { Share, Tally } from "./tally.ts";
import { standard } from "./world.ts";

const place = join(packageRoot, "docs", "evidence");

export function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`;
}

export async function writePage(evidence: Evidence, where: Machine): Promise<void> {
  await mkdir(place, { recursive: true });
  const lines = compared.map(({ name }, index) => ({
    name,
    values: evidence.byChance.map(({ value }) => value[index]?.value.allRight.share ?? 0),
  }));
  await writeFile(join(place, "by-chance.svg"), lineChart("All of 24 tasks right (simulated, α = .0005)", "p: chance that one attempt is right", evidence.byChance.map(({ name }) => name), lines));
  const byAlpha = [
    { name: "all right", values: evidence.byAlpha.map(({ value }) => value.allRight.share) },
    { name: "silently wrong", values: evidence.byAlpha.map(({ value }) => value.silentlyWrong.share) },
    { name: "honest stop", values: evidence.byAlpha.map(({ value }) => value.honestStop.share) },
  ];
  await writeFile(join(place, "by-alpha.svg"), lineChart("Ours, 24 tasks, p = .5 (simulated)", "α: wrong changes that the gate accepts", evidence.byAlpha.map(({ name }) => name), byAlpha));
  await writeFile(join(packageRoot, "docs", "evidence.md"), page(evidence, where));
}

const head = "| | all right | silently wrong | honest stop | weak calls a task | strong calls a task | tokens a task | makespan |\n|---|---|---|---|---|---|---|---|";

function rows(list: readonly Row[]): string {
  return [head, ...list.map(({ name, value }) => rowOf(name, value))].join("\n");
}

function rowOf(name: string, { allRight: right, silentlyWrong: silent, honestStop, weakCallsPerTask, strongCallsPerTask, tokensPerTask, makespan }: Tally): string {
  const cell = ({ share, interval }: Share) => `${percent(share)} (${percent(interval.low)}–${percent(interval.high)})`;
  const side = makespan === null ? "" : makespan.toFixed(3);
  return `| ${name} | ${cell(right)} | ${cell(silent)} | ${cell(honestStop)} | ${weakCallsPerTask.toFixed(2)} | ${strongCallsPerTask.toFixed(2)} | ${Math.round(tokensPerTask)} | ${side} |`;
}

/** Tokens of one agent in a loop over ours, where it is as right. */
function loopShare({ byWorldFine }: Evidence): string {
  const { ours, loop } = chainOf(byWorldFine);
  return percent(loop.tokensPerTask / ours.tokensPerTask);
}

function page(evidence: Evidence, where: Machine): string {
  const needed = alphaFor(standard.p, standard.beta, standard.tasks, 0.98);
  return `# Evidence

What the method gains, measured by \`npm run bench -- method\`, which writes this page. **No language model was asked.** The real kernel runs each mission; how often models are right, what the gate lets through and what reviewers say is drawn by seed from the assumptions in [bench/method/world.ts](../bench/method/world.ts). So this measures the method at a given behaviour of models, and nothing about any model. [evidence-real.md](evidence-real.md) has the same question put to the real OpenCode on real code, with fewer missions.

Seed ${standard.seed}; commit ${where.commit}; ${where.processor}, ${where.cores} cores, Node ${where.node}. Intervals are of Clopper and Pearson, 95 %. A task's chance p is drawn from a Beta distribution with the given mean and concentration, once, so that tries at one task are correlated. A mission is *all right* if it says that it is done and every task is right; *silently wrong* if it says so and one is not; else it is an *honest stop*, and nothing lands. The review of the whole is paid for, and taken to find nothing, since how often it would is not known. Where a mission has one task, the Searcher is taken to see that, and nobody plans.

## What to take from it

- The gate decides. ${percent(evidence.main.value.allRight.share)} of missions of 24 tasks are all right with a gate that accepts 2 % of wrong changes, ${percent(evidence.mainFine.value.allRight.share)} with one that accepts 0.05 %. Arithmetic says so as well: for 98 % a gate may accept ${percent(needed)} at most (α ≤ (1−β)·p/(1−p)·ln(1/T)/n for all of n tasks right with chance T), whatever is done around it. No number of tries, and no reviewer of the published kind, makes up for more.
- Where we lose: at p ≥ .9 one agent in a loop, which goes on until the tests that it sees pass, is right as often for ${loopShare(evidence)} of our tokens in a chain of 24 tasks. Reviewers that mostly err cost tokens and gain little. And a gate that errs often makes every arm silently wrong, ours too.

![all right, by chance](evidence/by-chance.svg)

![ours, by the gate's false accepts](evidence/by-alpha.svg)

## Arms, by world, α = .02

${evidence.byWorld.map(({ name, value }) => `### ${name}\n\n${rows(value)}`).join("\n\n")}

## Arms, by world, α = .0005

${evidence.byWorldFine.map(({ name, value }) => `### ${name}\n\n${rows(value)}`).join("\n\n")}

## By p, 24 tasks, α = .0005

${evidence.byChance.map(({ name, value }) => `### p = ${name}\n\n${rows(value)}`).join("\n\n")}

## Ours, by the gate's false accepts

${rows(evidence.byAlpha.map(({ name, value }) => ({ name: `α = ${name}`, value })))}

## Ours, less one mechanism, α = .0005

${rows(evidence.ablation)}

## Ours, by reviewer, α = .0005

\`honest\` and \`strict\` err as often as published for Llama-3.1-8B (arXiv 2603.00539: with its own fix run, and asked to explain); \`yes\` and \`no\` say always that; a \`liar\` rejects what is right and approves what is wrong; \`silent\` never answers.

${rows(evidence.byReviewer)}

## Arithmetic beside the count

Best of 5 with the gate, which has a closed form.

| | arithmetic | counted | apart |
|---|---|---|---|
${evidence.closed.map(({ name, arithmetic, counted }) => `| ${name} | ${percent(arithmetic)} | ${percent(counted.share)} | ${(Math.abs(arithmetic - counted.share) * 100).toFixed(1)} points |`).join("\n")}
`;
}
