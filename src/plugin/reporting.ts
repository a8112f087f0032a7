// Tells the user in the terminal how a mission goes: a toast for each change of phase, for honest stops and for pauses.
import type { HostClient } from "../host/client.ts";
import type { MissionView } from "../core/view.ts";
import type { Reporter } from "../ports/reporter.ts";
import { renderStatus, renderWait } from "../core/report.ts";

const phaseTexts: Readonly<Record<MissionView["phase"], string>> = {
  capturing: "Capturing your working tree",
  analysing: "Looking for what matters",
  planning: "Planning",
  executing: "Working on the tasks",
  reviewing: "Reviewing the whole",
  verifying: "Verifying the whole",
  landing: "Landing",
  ended: "Mission ended",
};

export function createToastReporter(client: HostClient): Reporter {
  const told = { phase: "", paused: "", waiting: "", merged: 0 };
  const toast = (message: string, variant: "info" | "success" | "warning" | "error") => {
    // Where there is no terminal to show it in, a toast fails, and nobody misses it.
    client.toast(message, variant).catch(() => undefined);
  };
  return {
    tell(record, view) {
      const { event } = record;
      // Usage is told often and never changes what a toast would say.
      if (event.type === "usage-counted") return;
      const now = view();
      if (now.phase !== told.phase) {
        told.phase = now.phase;
        toast(now.phase === "ended" ? renderStatus(now) : phaseTexts[now.phase], variantOf(now));
      } else if (now.counts.merged > told.merged) {
        toast(renderStatus(now), "info");
      }
      told.merged = now.counts.merged;
      if (now.paused !== null && now.paused !== told.paused) toast(`Paused: ${now.paused}`, "warning");
      told.paused = now.paused ?? "";
      // Until the clock was asked nothing can be said of the end.
      const waiting = now.waiting === null || now.waiting.untilMs === null ? "" : renderWait(now.waiting);
      if (waiting !== "" && waiting !== told.waiting) toast(`Mission ${waiting}`, "warning");
      told.waiting = waiting;
    },
  };
}

function variantOf(view: MissionView): "info" | "success" | "warning" | "error" {
  if (view.phase !== "ended") return "info";
  if (view.outcome === "done") return "success";
  return view.outcome === "failed" ? "error" : "warning";
}
