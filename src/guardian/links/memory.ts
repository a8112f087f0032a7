// Memories with a limit: the oldest entry makes room for the newest.

export function remember<Value>(memory: Map<string, Value>, key: string, value: Value, most: number): void {
  if (memory.size >= most) {
    const oldest = memory.keys().next();
    if (oldest.done !== true) memory.delete(oldest.value);
  }
  memory.set(key, value);
}
