// Runs the gate's fast stages on a repository in a process of its own, and prints how long they took and how much memory
// the process then held. It puts back what it writes.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ChangedFile } from "../src/core/change.ts";
import { defaultSettings } from "../src/config/defaults.ts";
import { linksStage } from "../src/guardian/links/links.ts";
import { createModuleIndex, type ModuleIndex } from "../src/guardian/links/module-index.ts";
import { policyStage } from "../src/guardian/policy/policy.ts";
import { scopeStage } from "../src/guardian/scope/scope.ts";
import { createSourceParser } from "../src/guardian/source/oxc.ts";
import type { Stage, StageContext } from "../src/guardian/stage.ts";
import { syntaxStage } from "../src/guardian/syntax/syntax.ts";
import { rulesOfTree } from "../src/guardian/user-rules/rule-source.ts";
import type { GateInput } from "../src/ports/gate.ts";
import { median } from "./measure.ts";

const fast: readonly Stage[] = [scopeStage, syntaxStage, policyStage, linksStage];
const none = "0".repeat(40);
const rateBytes = 8_000_000;

export interface GateTimes {
  readonly coldMs: number;
  readonly coldFindings: number;
  readonly bodyMs: number;
  readonly exportMs: number;
  readonly exportFindings: number;
  readonly rates: readonly { readonly stage: string; readonly ms: number }[];
  readonly rateBytes: number;
  readonly rssBytes: number;
}

interface Checked {
  readonly ms: number;
  readonly findings: number;
  readonly stages: readonly { readonly stage: string; readonly ms: number }[];
}

async function check(directory: string, index: ModuleIndex, texts: ReadonlyMap<string, { before: string | null; after: string }>): Promise<Checked> {
  const files = [...texts].map(([path, { before, after }]): ChangedFile => ({
    path,
    status: before === null ? "added" : "modified",
    modeBefore: before === null ? "000000" : "100644",
    modeAfter: "100644",
    bytes: Buffer.byteLength(after),
  }));
  const input: GateInput = {
    directory,
    change: { commit: none, base: none, tree: none, files },
    writes: null,
    provides: [],
    checks: [],
    proof: null,
    settings: defaultSettings.gate,
    limits: { checkMs: 1000, checkOutputBytesMax: 1000 },
    before: async (path) => {
      const before = texts.get(path)?.before ?? null;
      return before === null ? null : Buffer.from(before);
    },
    baseline: async () => null,
  };
  const signal = new AbortController().signal;
  const noCommand = () => Promise.reject(new Error("No command is run."));
  const commands = { run: noCommand, runOwn: noCommand, again: noCommand, trial: noCommand };
  const context: StageContext = { input, signal, index, parse: createSourceParser(), clean: new Set(), toolCache: null, ownRules: rulesOfTree, ...commands };
  const stages: { stage: string; ms: number }[] = [];
  let findings = 0;
  for (const stage of fast) {
    const startedMs = performance.now();
    findings += (await stage.run(context)).findings.length;
    stages.push({ stage: stage.name, ms: performance.now() - startedMs });
  }
  return { ms: stages.reduce((sum, { ms }) => sum + ms, 0), findings, stages };
}

/** One file changed, the gate asked, and the file put back. */
async function checkOne(directory: string, index: ModuleIndex, path: string, edit: (text: string) => string): Promise<Checked> {
  const before = readFileSync(join(directory, path), "utf8");
  const after = edit(before);
  if (after === before) throw new Error(`${path} is not changed by the edit.`);
  writeFileSync(join(directory, path), after);
  const checked = await check(directory, index, new Map([[path, { before, after }]]));
  writeFileSync(join(directory, path), before);
  return checked;
}

const inBody = (text: string): string => `${text}\nfunction added(a: number): number {\n  return a + 1;\n}\nvoid added(1);\n`;
/** The first exported name is no longer exported, so all its users must be found. */
const unexport = (text: string): string => text.replace(/^export (?=(?:async )?function |const |class )/m, "");

/** One change that touches many files of a repository that is known: each is new in content. */
async function checkMany(directory: string, index: ModuleIndex, paths: readonly string[]): Promise<Checked & { readonly bytes: number }> {
  const texts = new Map<string, { before: string; after: string }>();
  let bytes = 0;
  for (const path of paths) {
    if (bytes > rateBytes) break;
    const before = readFileSync(join(directory, path), "utf8");
    const after = inBody(before);
    bytes += Buffer.byteLength(after);
    texts.set(path, { before, after });
  }
  for (const [path, { after }] of texts) writeFileSync(join(directory, path), after);
  const checked = await check(directory, index, texts);
  for (const [path, { before }] of texts) writeFileSync(join(directory, path), before);
  return { ...checked, bytes };
}

export async function measureGate(directory: string, paths: readonly string[]): Promise<GateTimes> {
  const chosen = paths.filter((path) => /^export (?:async )?(?:function|const|class) /m.test(readFileSync(join(directory, path), "utf8")));
  const some = Array.from({ length: 15 }, (_, at) => chosen[Math.floor(((at + 0.5) * chosen.length) / 15)] ?? "");
  const index = createModuleIndex();
  const cold = await checkOne(directory, index, some[0] ?? "", unexport);
  const bodies: Checked[] = [];
  const exported: Checked[] = [];
  for (const path of some) bodies.push(await checkOne(directory, index, path, inBody));
  for (const path of some) exported.push(await checkOne(directory, index, path, unexport));
  globalThis.gc?.();
  const rssBytes = process.memoryUsage().rss;
  const large = await checkMany(directory, index, paths);
  return {
    coldMs: cold.ms,
    coldFindings: cold.findings,
    bodyMs: median(bodies.map(({ ms }) => ms)),
    exportMs: median(exported.map(({ ms }) => ms)),
    exportFindings: exported.reduce((sum, { findings }) => sum + findings, 0),
    rates: large.stages,
    rateBytes: large.bytes,
    rssBytes,
  };
}

const [, , directory, list] = process.argv;
if (directory !== undefined && list !== undefined) {
  console.log(JSON.stringify(await measureGate(directory, JSON.parse(readFileSync(list, "utf8")) as string[])));
}
