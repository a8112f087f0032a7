// The mission's end: verification of the whole, landing, and the report.
import type { StageName, Verdict } from "../../core/change.ts";
import type { LandEffect, VerifyEffect } from "../../core/effect.ts";
import { renderReport } from "../../core/report.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { judge } from "./gate.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";

export async function verify(ports: EffectPorts, effect: VerifyEffect, scope: EffectScope): Promise<EffectResult> {
  const { workspace } = ports;
  const change = await workspace.between(effect.base, effect.trunk);
  const slot = await workspace.acquire(effect.trunk, null, scope.signal);
  try {
    const judged = { directory: slot.directory, task: null, change, replay: effect.commands };
    return { type: "verified", verdict: asVerification(await judge(ports, scope, judged)) };
  } finally {
    workspace.release(slot);
  }
}

/** The mission's own commands run as checks do; what they find is told as the verification's. */
function asVerification(verdict: Verdict): Verdict {
  const renamed = (stage: StageName): StageName => (stage === "checks" ? "verify" : stage);
  const findings = verdict.findings.map((finding) => ({ ...finding, stage: renamed(finding.stage) }));
  return verdict.outcome === "accepted" ? { ...verdict, findings } : { ...verdict, findings, stage: renamed(verdict.stage) };
}

export async function land(ports: EffectPorts, effect: LandEffect): Promise<EffectResult> {
  return { type: "landed", landing: await ports.workspace.land(effect.base, effect.how) };
}

export async function report(ports: EffectPorts, scope: EffectScope): Promise<EffectResult> {
  const { mission } = scope.facts;
  const elapsedMs = ports.clock.now() - ports.startedMs;
  const places = { directory: ports.store.directory, branch: `orchestrator/${mission}`, elapsedMs };
  await ports.store.write("report.md", renderReport(scope.view(), places));
  return { type: "reported" };
}
