// Counts a session's tokens and cost from the host's message events. The host tells a message many times while it
// grows; the last word on each message counts, so that nothing is charged twice.
import { addUsage, noUsage, type Usage } from "../core/usage.ts";
import { fieldsOf, numberAt, textAt } from "./untyped.ts";

export class UsageMeter {
  private readonly byMessage = new Map<string, Usage>();

  /** Takes a `message.updated` event's `info`; answers whether the total changed. */
  take(info: unknown): boolean {
    if (textAt(info, "role") !== "assistant") return false;
    const tokens = fieldsOf(info)["tokens"];
    const usage: Usage = {
      calls: 1,
      inputTokens: numberAt(tokens, "input"),
      outputTokens: numberAt(tokens, "output"),
      reasoningTokens: numberAt(tokens, "reasoning"),
      cacheReadTokens: numberAt(tokens, "cache", "read"),
      cacheWriteTokens: numberAt(tokens, "cache", "write"),
      cost: numberAt(info, "cost"),
    };
    // A message is announced empty when its request begins, and stays so if the request is called off.
    if (usage.inputTokens + usage.outputTokens + usage.cacheReadTokens === 0) return false;
    const id = textAt(info, "id");
    const before = this.byMessage.get(id);
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(usage)) return false;
    this.byMessage.set(id, usage);
    return true;
  }

  total(): Usage {
    return [...this.byMessage.values()].reduce(addUsage, noUsage);
  }
}
