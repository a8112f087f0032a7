// Runs work on items by a few workers, each with a number of its own; results come in the order of the items.

export async function parallel<Item, Result>(
  items: readonly Item[],
  workers: number,
  work: (item: Item, worker: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const run = async (worker: number): Promise<void> => {
    while (next < items.length) {
      const at = next;
      next += 1;
      results[at] = await work(items[at] as Item, worker);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, items.length) }, (_, worker) => run(worker)));
  return results;
}
