// The loop that drives a mission: takes an event, makes it durable, lets the kernel decide, starts and ends effects.
// Only this loop acts; hooks, tools and agents put events into its mailbox. It knows no adapter, only ports.
import { toFailure } from "../core/errors.ts";
import type { Effect } from "../core/effect.ts";
import type { MissionEvent, ResultEvent } from "../core/event.ts";
import type { EffectId } from "../core/ids.ts";
import type { MissionState } from "../core/mission.ts";
import { begin, transition } from "../core/transition.ts";
import { viewOf, type MissionView } from "../core/view.ts";
import type { Clock } from "../ports/clock.ts";
import type { Executor } from "../ports/executor.ts";
import type { Journal, JournalRecord } from "../ports/journal.ts";
import type { Reporter } from "../ports/reporter.ts";

export interface LoopPorts {
  readonly journal: Journal;
  readonly executor: Executor;
  readonly reporter: Reporter;
  readonly clock: Clock;
}

/** Why the loop came back: the mission is over, or it stands still until it is resumed. */
export type Standstill = "ended" | "paused";

type StartEvent = Extract<MissionEvent, { type: "mission-started" }>;

export class MissionLoop {
  private readonly ports: LoopPorts;
  private readonly mailbox: MissionEvent[] = [];
  private readonly running = new Map<EffectId, AbortController>();
  private readonly winding = new Set<Promise<void>>();
  private wake: () => void = () => undefined;
  private current: MissionState | null;

  /** `recovered` is the state that a journal was replayed to; null for a new mission. */
  constructor(ports: LoopPorts, recovered: MissionState | null) {
    this.ports = ports;
    this.current = recovered;
  }

  /** The mission as it stands; null before its first event is durable. */
  view(): MissionView | null {
    return this.current === null ? null : viewOf(this.current);
  }

  /** Puts an event into the mailbox; it is taken up in order. */
  post(event: MissionEvent): void {
    this.mailbox.push(event);
    this.wake();
  }

  /**
   * Runs until the mission has ended or stands still. Rejects when the journal cannot be written (`journal-write`):
   * everything under way has been ended by then, and what is in the journal is what happened.
   */
  async run(): Promise<Standstill> {
    try {
      for (;;) {
        const batch = this.mailbox.splice(0);
        // Appends are begun in order and waited for together, so that one fsync can serve them all.
        const records = await Promise.all(batch.map((event) => this.ports.journal.append(event)));
        for (const record of records) this.take(record);
        if (this.standstill() !== null) await this.unwind();
        // What sessions had used by their end may have come in meanwhile, and counts.
        const standstill = this.standstill();
        if (standstill !== null) return standstill;
        if (this.mailbox.length === 0) await this.nextEvent();
      }
    } finally {
      await this.unwind();
    }
  }

  /** Ends what is under way, and waits for it. */
  private async unwind(): Promise<void> {
    for (const running of this.running.values()) running.abort();
    await Promise.all(this.winding);
  }

  private nextEvent(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      if (this.mailbox.length > 0) resolve();
    });
  }

  private standstill(): Standstill | null {
    const state = this.current;
    if (state === null || this.mailbox.length > 0) return null;
    if (state.phase === "ended" && state.reported) return "ended";
    return state.paused === null ? null : "paused";
  }

  private take(record: JournalRecord): void {
    const { event } = record;
    const step = this.current === null ? this.startWith(event) : transition(this.current, event);
    for (const id of step.interrupts) this.running.get(id)?.abort();
    for (const effect of step.effects) this.start(effect);
    this.tell(record);
  }

  private startWith(event: MissionEvent): ReturnType<typeof transition> {
    if (event.type !== "mission-started") throw new Error(`a mission cannot begin with ${event.type}`);
    const { state, step } = begin(event satisfies StartEvent);
    this.current = state;
    return step;
  }

  private tell(record: JournalRecord): void {
    const state = this.current;
    if (state === null) return;
    try {
      this.ports.reporter.tell(record, () => viewOf(state));
    } catch {
      // A viewer's failure is not the mission's.
    }
  }

  private start(effect: Effect): void {
    const state = this.current;
    if (state === null) return;
    const controller = new AbortController();
    this.running.set(effect.id, controller);
    const { mission, goal, settings, catalogue, captured, brief } = state;
    const startedMs = this.ports.clock.now();
    const scope = {
      signal: controller.signal,
      facts: { mission, goal, settings, catalogue, base: captured?.base ?? null, brief },
      view: () => viewOf(state),
      emit: (event: MissionEvent) => this.post(event),
    };
    const work = this.ports.executor
      .execute(effect, scope)
      .catch((thrown: unknown): ResultEvent => ({
        type: "effect-failed",
        effect: effect.id,
        durationMs: this.ports.clock.now() - startedMs,
        error: toFailure(thrown),
      }))
      .then((event) => {
        if (this.running.get(effect.id) === controller) this.running.delete(effect.id);
        // What was called off has no result: it is issued again, or not wanted any more.
        if (!controller.signal.aborted) this.post(event);
      });
    this.winding.add(work);
    void work.finally(() => this.winding.delete(work));
  }
}
