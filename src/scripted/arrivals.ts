// Remembers which roles and tasks have asked anything, so that an answer can wait for another task to get so far. It
// knows no sockets; who waits for what never comes waits until its client goes.
import type { Awaited, Identity } from "./script.ts";

export class Arrivals {
  private readonly seen = new Set<string>();
  private readonly waiting = new Map<string, (() => void)[]>();

  note({ mission, role, task }: Identity): void {
    if (role === null) return;
    const key = keyOf(mission, { role, ...(task === null ? {} : { task }) });
    this.seen.add(key);
    for (const go of this.waiting.get(key) ?? []) go();
    this.waiting.delete(key);
  }

  /** Resolves once such a request of the same mission has come; at once if it has already. */
  async after(mission: string | null, awaited: Awaited | undefined): Promise<void> {
    if (awaited === undefined) return;
    const key = keyOf(mission, awaited);
    if (this.seen.has(key)) return;
    await new Promise<void>((resolve) => this.waiting.set(key, [...(this.waiting.get(key) ?? []), resolve]));
  }
}

function keyOf(mission: string | null, { role, task }: Awaited): string {
  return JSON.stringify([mission, role, task ?? null]);
}
