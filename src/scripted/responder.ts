// Decides what a request is answered: entry, turn, fault and usage. It keeps the counts that faults with `times` need,
// and knows nothing of sockets.
import { Arrivals } from "./arrivals.ts";
import type { ChatRequest } from "./chat-request.ts";
import { turnsSinceUser } from "./chat-request.ts";
import { chooseAnswer } from "./choose.ts";
import { messageBytes, tokensOf, type TokenUsage } from "./completion.ts";
import { deliver, dueFault, type CallCount, type Delivery } from "./faults.ts";
import { PrefixCache } from "./prefix-cache.ts";
import type { Answer, FaultKind, Identity, Script } from "./script.ts";
import { turnAt } from "./turns.ts";

export interface Decision {
  readonly turn: number;
  /** Resolves when the answer's `after` is fulfilled; the delay comes behind it. */
  readonly due: Promise<void>;
  readonly delayMs: number;
  readonly delivery: Delivery;
  readonly fault: FaultKind | null;
  readonly usage: TokenUsage;
}

export class Responder {
  private script: Script;
  private readonly counts = new Map<string, number>();
  private readonly cache = new PrefixCache();
  private arrivals = new Arrivals();

  constructor(script: Script) {
    this.script = script;
  }

  /** Counting begins anew. */
  setScript(script: Script): void {
    this.script = script;
    this.counts.clear();
    this.arrivals = new Arrivals();
  }

  async decide(identity: Identity, request: ChatRequest, requestBytes: number): Promise<Decision> {
    const turn = turnsSinceUser(request.messages);
    const count = this.count(identity, turn);
    this.arrivals.note(identity);
    // Before anything is awaited, so that it hangs on the order of requests alone.
    const cachedBytes = this.cache.take(request.model, promptOf(request));
    const prompt = tokensOf(requestBytes);
    const usage = { prompt, cached: Math.min(prompt, tokensOf(cachedBytes)), completion: 0 };
    try {
      const answer = await this.answer(identity, request, turn, count);
      const setting = { role: identity.role, tools: request.tools, wantsJson: request.wantsJson };
      const due = turnAt(answer, setting, turn);
      const fault = dueFault(answer, due, count);
      const delivery = deliver(answer, due, fault, setting);
      const completion = delivery.kind === "message" ? tokensOf(messageBytes(delivery.message)) : 0;
      const delayMs = due.delayMs ?? answer.delayMs ?? 0;
      return { turn, due: this.arrivals.after(identity.mission, answer.after), delayMs, delivery, fault: fault?.kind ?? null, usage: { ...usage, completion } };
    } catch (thrown) {
      const message = `The script failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
      const error = { status: 400, code: "script_failed", message, retryAfterSeconds: null };
      return { turn, due: Promise.resolve(), delayMs: 0, delivery: { kind: "error", error }, fault: null, usage };
    }
  }

  private async answer(identity: Identity, request: ChatRequest, turn: number, count: CallCount): Promise<Answer> {
    const chosen = chooseAnswer(this.script, identity);
    if (typeof chosen !== "function") return chosen;
    const { model, messages, tools } = request;
    return chosen({ identity, model, messages, tools, turn, call: count.all });
  }

  private count({ mission, role, task, attempt }: Identity, turn: number): CallCount {
    const key = JSON.stringify([mission, role, task, attempt]);
    return { all: this.increment(key), atTurn: this.increment(`${key} ${turn}`) };
  }

  private increment(key: string): number {
    const next = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, next);
    return next;
  }
}

/** In the order in which a model reads it: tools, then messages. */
function promptOf({ body }: ChatRequest): string {
  return `${JSON.stringify(body["tools"] ?? [])}\n${JSON.stringify(body["messages"])}`;
}
