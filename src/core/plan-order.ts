// The order of a plan's tasks: cycles, a topological order, and an order for tasks that write the same file. It works
// on positions in the plan and knows nothing of words for people.

/** `dependencies[i]` are the positions of the tasks that task i depends on. */
export type Graph = readonly (readonly number[])[];

export interface GraphOrder {
  /** Every position once, dependencies first, otherwise as the plan has them; meaningless if there are cycles. */
  readonly order: readonly number[];
  /** Each depends on the next and the last on the first. Not all cycles there are, but at least one if there is any. */
  readonly cycles: readonly (readonly number[])[];
}

/** Depth first in the plan's order, without recursion: a plan may be one chain of thousands. Linear. */
export function orderGraph(dependencies: Graph, cyclesMax: number): GraphOrder {
  const order: number[] = [];
  const cycles: (readonly number[])[] = [];
  const state = new Uint8Array(dependencies.length); // 0 unseen, 1 on the path, 2 finished
  const next = new Uint32Array(dependencies.length);
  const path: number[] = [];
  for (let root = 0; root < dependencies.length; root++) {
    if (state[root] !== 0) continue;
    state[root] = 1;
    path.push(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const position = next[node] ?? 0;
      const dependency = dependencies[node]?.[position];
      next[node] = position + 1;
      if (dependency === undefined) {
        state[node] = 2;
        order.push(node);
        path.pop();
      } else if (state[dependency] === 0) {
        state[dependency] = 1;
        path.push(dependency);
      } else if (state[dependency] === 1 && cycles.length < cyclesMax) {
        cycles.push(path.slice(path.lastIndexOf(dependency)));
      }
    }
  }
  return { order, cycles };
}

/** `later` shall depend on `earlier`, because both write `file`. */
export interface AddedEdge {
  readonly earlier: number;
  readonly later: number;
  readonly file: string;
}

/**
 * The edges that put all writers of a file one after another. Each file's writers become a chain along `order`; since
 * every edge, old or new, goes along `order`, none can close a cycle. A pair that is ordered already, directly or
 * through one task between, gets no edge. Only such short ways are looked for: they are found again when the edges are
 * there, so ordering twice adds nothing, and the work stays linear.
 */
export function orderWriters(dependencies: Graph, order: readonly number[], writes: readonly (readonly string[])[]): AddedEdge[] {
  const before = dependencies.map((list) => new Set(list));
  const lastWriter = new Map<string, number>();
  const added: AddedEdge[] = [];
  for (const later of order) {
    for (const file of writes[later] ?? []) {
      const earlier = lastWriter.get(file);
      lastWriter.set(file, later);
      if (earlier === undefined || isOrdered(before, earlier, later)) continue;
      before[later]?.add(earlier);
      added.push({ earlier, later, file });
    }
  }
  return added;
}

function isOrdered(before: readonly ReadonlySet<number>[], earlier: number, later: number): boolean {
  const direct = before[later];
  if (direct === undefined || direct.has(earlier)) return true;
  for (const between of direct) {
    if (before[between]?.has(earlier)) return true;
  }
  return false;
}
