// Memories with a limit: the oldest entry makes room for the newest.

export function remember<Value>(memory: Map<string, Value>, key: string, value: Value, most: number): void {
  if (memory.size >= most) {
    const oldest = memory.keys().next();
    if (oldest.done !== true) memory.delete(oldest.value);
  }
  memory.set(key, value);
}

/** What is kept under the key, made if there is nothing; of those asked for longest ago, one goes when there are too many. */
export function recent<Value>(memory: Map<string, Value>, key: string, most: number, make: () => Value): Value {
  const value = memory.get(key) ?? make();
  memory.delete(key);
  remember(memory, key, value, most);
  return value;
}
