// A model is left alone for a while: the clock waits, and says until when, so that people can see it.
import type { CoolDownEffect } from "../../core/effect.ts";
import type { EffectScope } from "../../ports/executor.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";

export async function coolDown({ clock }: EffectPorts, effect: CoolDownEffect, scope: EffectScope): Promise<EffectResult> {
  scope.emit({ type: "cooling-down", effect: effect.id, untilMs: clock.now() + effect.ms });
  await clock.sleep(effect.ms, scope.signal);
  return { type: "cooled-down" };
}
