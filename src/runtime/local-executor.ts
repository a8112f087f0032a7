// The executor on this machine: each kind of effect has a file, and all work through ports. What a failed port throws
// becomes a failure event in the loop.
import { OrchestratorError } from "../core/errors.ts";
import type { Effect } from "../core/effect.ts";
import type { ResultEvent, RungTaken } from "../core/event.ts";
import type { EffectScope, Executor } from "../ports/executor.ts";
import { BaselineRuns } from "./baseline.ts";
import { attempt } from "./effects/attempt.ts";
import { capture, search } from "./effects/analyse.ts";
import { coolDown } from "./effects/cool-down.ts";
import { gate } from "./effects/gate.ts";
import { integrate } from "./effects/integrate.ts";
import { land, report, verify } from "./effects/finish.ts";
import { followUp } from "./effects/follow-up.ts";
import type { EffectPorts } from "./effects/ports.ts";
import { pivot } from "./effects/pivot.ts";
import { plan } from "./effects/plan.ts";
import { replan } from "./effects/replan.ts";
import { revert } from "./effects/revert.ts";
import { review } from "./effects/review.ts";
import { trial } from "./effects/trial.ts";
import { recheck, reviewWhole, tryWhole } from "./effects/whole.ts";

export function createLocalExecutor(given: Omit<EffectPorts, "baseline">): Executor {
  const ports: EffectPorts = { ...given, baseline: new BaselineRuns(given.workspace, given.gate) };
  return {
    async execute(effect, scope) {
      const startedMs = ports.clock.now();
      const result = await perform(ports, effect, scope);
      if (scope.signal.aborted) throw new OrchestratorError("aborted", "The work was called off.", "Resume the mission.");
      const taken = rungTaken(effect);
      const told = taken === null ? {} : { taken };
      return { ...result, effect: effect.id, durationMs: ports.clock.now() - startedMs, ...told } as ResultEvent;
    },
  };
}

/** What the journal is to say of an effect that stands on a rung of the ladder. */
function rungTaken(effect: Effect): RungTaken | null {
  if (effect.kind === "attempt") return { rung: effect.rung, why: effect.why };
  if (effect.kind === "replan") return { rung: effect.way === "split" ? "split" : "replan", why: effect.why };
  return effect.kind === "pivot" ? { rung: "pivot", why: effect.why } : null;
}

function perform(ports: EffectPorts, effect: Effect, scope: EffectScope) {
  switch (effect.kind) {
    case "capture":
      return capture(ports, scope);
    case "search":
      return search(ports, effect, scope);
    case "plan":
      return plan(ports, effect, scope);
    case "attempt":
      return attempt(ports, effect, scope);
    case "gate":
      return gate(ports, effect, scope);
    case "review":
      return review(ports, effect, scope);
    case "trial":
      return trial(ports, effect, scope);
    case "integrate":
      return integrate(ports, effect, scope);
    case "replan":
      return replan(ports, effect, scope);
    case "pivot":
      return pivot(ports, effect, scope);
    case "revert":
      return revert(ports, effect, scope);
    case "review-whole":
      return reviewWhole(ports, effect, scope);
    case "try-whole":
      return tryWhole(ports, effect, scope);
    case "recheck":
      return recheck(ports, effect, scope);
    case "follow-up":
      return followUp(ports, effect, scope);
    case "verify":
      return verify(ports, effect, scope);
    case "land":
      return land(ports, effect);
    case "cool-down":
      return coolDown(ports, effect, scope);
    case "report":
      return report(ports, scope);
  }
}
