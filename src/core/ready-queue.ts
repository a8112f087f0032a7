// Ready tasks, the longest chain behind them first: a binary heap, so that a wide plan costs no more per step than a
// narrow one. An entry is never changed: a task whose priority changed is put in again, and stale entries are skipped.
import type { TaskId } from "./ids.ts";

export interface ReadyEntry {
  readonly task: TaskId;
  readonly priority: number;
  /** Place in the plan: among equals the earlier goes first. */
  readonly index: number;
}

export interface ReadyQueue {
  readonly heap: ReadyEntry[];
}

function before(left: ReadyEntry, right: ReadyEntry): boolean {
  return left.priority === right.priority ? left.index < right.index : left.priority > right.priority;
}

export function pushReady(queue: ReadyQueue, entry: ReadyEntry): void {
  const { heap } = queue;
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !before(entry, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = entry;
}

export function popReady(queue: ReadyQueue): ReadyEntry | null {
  const { heap } = queue;
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined) return null;
  if (heap.length > 0) sink(heap, last);
  return top;
}

function sink(heap: ReadyEntry[], entry: ReadyEntry): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const leftEntry = heap[left] as ReadyEntry;
    const rightEntry = heap[right];
    const child = rightEntry !== undefined && before(rightEntry, leftEntry) ? right : left;
    const childEntry = heap[child] as ReadyEntry;
    if (!before(childEntry, entry)) break;
    heap[at] = childEntry;
    at = child;
  }
  heap[at] = entry;
}
