// The watch over one session: counts its steps, its silence, its repetitions and its bytes, takes its reply, and says
// when it is over. It never calls the host itself; whoever runs the session acts on `ended`.
import type { AgentFailure, AgentFailureKind } from "../core/event.ts";
import type { Role } from "../core/ids.ts";
import type { ReplyOf } from "../core/reply.ts";
import type { Usage } from "../core/usage.ts";
import type { AgentRequest } from "../ports/agent-host.ts";
import type { Clock } from "../ports/clock.ts";
import { correction } from "../agents/correction.ts";
import { sessionAgents } from "../agents/registry.ts";
import { LoopDetector } from "./loop-detector.ts";
import type { SessionIdentity, WatchedSession } from "./session-table.ts";
import { fieldsOf, numberAt, textAt } from "./untyped.ts";
import { UsageMeter } from "./usage-meter.ts";
import { isOverload } from "./turn-failure.ts";
import { editedPath, refusalOfEdit } from "./edits.ts";
import { showVerdict } from "./findings.ts";

const silenceCheckMs = 1_000;
const pageBytesMax = 8_192;
const linesAfterEditMax = 5;
const linesOfCheckMax = 20;
const wordsShownMax = 160;
const alreadyAccepted = "Your reply was accepted already. End your turn.";

export type Ending<R extends Role> = { readonly reply: ReplyOf[R] } | AgentFailure;

export class Watch<R extends Role> implements WatchedSession {
  readonly identity: SessionIdentity;
  readonly systemPrompt: string;
  readonly protocolHeaders: WatchedSession["protocolHeaders"];
  /** Resolves once, when the session need not or may not go on. */
  readonly ended: Promise<Ending<R>>;
  private readonly request: AgentRequest<R>;
  private readonly clock: Clock;
  private readonly session: string;
  private readonly meter = new UsageMeter();
  private readonly loops: LoopDetector;
  private readonly over = new AbortController();
  private end: (ending: Ending<R>) => void = () => undefined;
  private reply: { readonly value: ReplyOf[R] } | null = null;
  private steps = 0;
  private corrections = 0;
  private checkCalls = 0;
  /** What was wrong with the reply that was handed in last. */
  private refusal = "";
  private readonly textBytes = new Map<string, number>();
  private textBytesTotal = 0;
  private readonly failedCalls = new Set<string>();
  /** What the provider was last refused or lost with, while the host waits to ask again; else null. */
  private retryMessage: string | null = null;
  private ownToolsRunning = 0;
  private lastHeardMs: number;
  private settled: Promise<void>;
  private markSettled: () => void = () => undefined;

  constructor(
    session: string,
    request: AgentRequest<R>,
    clock: Clock,
    protocolHeaders: WatchedSession["protocolHeaders"],
  ) {
    this.session = session;
    this.request = request;
    this.clock = clock;
    this.protocolHeaders = protocolHeaders;
    this.identity = {
      mission: request.mission,
      role: request.role,
      task: request.task,
      attempt: request.attempt,
    };
    this.systemPrompt = sessionAgents[request.role].prompt;
    this.loops = new LoopDetector(request.limits.repeatsMax);
    this.lastHeardMs = clock.now();
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
    this.settled = new Promise((resolve) => {
      this.markSettled = resolve;
    });
    void this.watchTime();
  }

  usage(): Usage {
    return this.meter.total();
  }

  /** The reply that was accepted, whatever happened since. */
  accepted(): ReplyOf[R] | null {
    return this.reply?.value ?? null;
  }

  /** Called when the session has settled: nothing waits for it any more. */
  close(): void {
    this.over.abort();
    this.markSettled();
  }

  async onRequest(): Promise<void> {
    this.hear();
    if (this.reply !== null) {
      this.end({ reply: this.reply.value });
    } else {
      this.steps += 1;
      const stepsMax = Math.min(sessionAgents[this.request.role].stepsMax, this.request.limits.stepsMax);
      if (this.steps <= stepsMax) return;
      this.fail("steps", `${stepsMax} model calls were made without a reply`);
    }
    return this.holdRequest();
  }

  onCompaction(): Promise<void> {
    this.fail("context-overflow", "the conversation no longer fits the model's context");
    return this.holdRequest();
  }

  onEvent(type: string, properties: unknown): void {
    this.hear();
    if (type === "message.updated") {
      const info = fieldsOf(properties)["info"];
      if (this.meter.take(info)) this.request.onUsage(this.session, this.meter.total());
    } else if (type === "message.part.updated") {
      const part = fieldsOf(properties)["part"];
      const kind = textAt(part, "type");
      if (kind === "text" || kind === "reasoning") this.measureText(textAt(part, "id"), Buffer.byteLength(textAt(part, "text")));
      else if (kind === "tool") this.takeToolEnd(part);
    } else if (type === "message.part.delta") {
      // What streams in is told piece by piece, and whole only at its end.
      const id = textAt(properties, "partID");
      this.retryMessage = null;
      this.measureText(id, (this.textBytes.get(id) ?? 0) + Buffer.byteLength(textAt(properties, "delta")));
    } else if (type === "session.status" && textAt(properties, "status", "type") === "retry") {
      // An announced retry is not silence: the host said when it will go on.
      const nextMs = numberAt(properties, "status", "next");
      this.lastHeardMs = Math.max(this.lastHeardMs, nextMs);
      this.retryMessage = textAt(properties, "status", "message") || "it gave no reason";
      const retryMs = Math.max(0, nextMs - this.clock.now());
      if (isOverload(this.retryMessage)) this.request.onThrottled(this.retryMessage.slice(0, 300), retryMs);
    }
  }

  beforeTool(tool: string, args: unknown): void {
    // The slot may be another attempt's by now.
    if (this.over.signal.aborted) throw new Error("This session is over.");
    this.retryMessage = null;
    this.hear();
    const refusal = refusalOfEdit(tool, args, this.request.directory, this.request.writes);
    if (refusal !== null) throw new Error(refusal);
  }

  async afterTool(tool: string, args: unknown, output: string): Promise<string | null> {
    this.hear();
    if (this.countRepeat(tool, args, output)) return null;
    const path = editedPath(tool, args, this.request.directory);
    if (path === null || this.endOfLoop(await this.loops.takeFile(this.request.directory, path)) || this.request.checkFile === null) return null;
    const verdict = await this.ours(() => this.request.checkFile?.(path) ?? Promise.resolve(null));
    return verdict === null || verdict.outcome === "accepted" ? null : showVerdict(verdict, linesAfterEditMax);
  }

  async submit(tool: string, args: unknown): Promise<string> {
    const { replyTool } = sessionAgents[this.request.role];
    if (tool !== replyTool) return `This tool is not yours. Hand in with ${replyTool ?? "text"}.`;
    if (this.reply !== null) return alreadyAccepted;
    const bytes = Buffer.byteLength(JSON.stringify(args) ?? "");
    if (bytes > this.request.limits.replyBytesMax) {
      this.fail("reply-too-large", `the reply has ${bytes} bytes of at most ${this.request.limits.replyBytesMax}`);
      return "The reply is too large.";
    }
    const { validateReply } = await import("../agents/reply-schema.ts");
    // Calls of one turn run side by side: the first that is accepted counts.
    if (this.reply !== null) return alreadyAccepted;
    const checked = validateReply(this.request.role, args);
    const problems = checked.ok ? (this.request.review?.(checked.reply) ?? []) : checked.problems;
    if (checked.ok && problems.length === 0) {
      this.reply = { value: checked.reply };
      return "Accepted. End your turn.";
    }
    return this.correct(problems);
  }

  /** Counts a malformed reply; past the limit the session is over. Answers what to tell the model. */
  private correct(problems: readonly string[], said = ""): string {
    this.corrections += 1;
    const left = this.request.limits.correctionsMax - this.corrections;
    // The model's own words say best why there is no reply: a refusal, a question, a misunderstanding.
    const words = said.trim() === "" ? "" : ` It said: "${said.replace(/\s+/g, " ").trim().slice(0, wordsShownMax)}".`;
    // A model that gives up after its replies were refused leaves the reasons of the refusal as the cause.
    const before = said === "" || this.refusal === "" ? "" : ` Its last reply was refused: ${this.refusal}`;
    if (left < 0) this.fail("malformed-reply", `${problems.join("; ").slice(0, 1_000)}${words}${before}`);
    if (said === "") this.refusal = problems.join("; ").slice(0, 1_000);
    return correction(this.request.role, problems, Math.max(0, left));
  }

  /** Takes a reply found in the text of a finished turn; answers what to mend, or null if it was accepted. */
  async takeText(text: string): Promise<string | null> {
    const { extractReply } = await import("../agents/extract.ts");
    const found = extractReply(this.request.role, text, this.request.limits.replyBytesMax);
    const problems = found.ok ? (this.request.review?.(found.reply) ?? []) : found.problems;
    if (!found.ok || problems.length > 0) return this.correct(problems, text.slice(0, 10 * wordsShownMax));
    this.reply = { value: found.reply };
    return null;
  }

  async check(): Promise<string> {
    if (this.request.check === null) return "There is nothing to check in this role.";
    this.checkCalls += 1;
    const left = this.request.limits.checkCallsMax - this.checkCalls;
    if (left < 0) return `You have used all ${this.request.limits.checkCallsMax} checks. Hand in your work.`;
    const verdict = await this.ours(() => this.request.check?.() ?? Promise.resolve(null));
    if (verdict === null) return "The check could not run.";
    const rest = left === 1 ? "1 check left." : `${left} checks left.`;
    if (verdict.findings.length === 0) return `No findings. ${rest}`;
    const accepted = verdict.outcome === "accepted" ? "Accepted, with warnings:\n" : "";
    return `${accepted}${showVerdict(verdict, linesOfCheckMax)}\n${rest}`;
  }

  async page(args: unknown): Promise<string> {
    if (this.request.page === null) return "There are no pages in this role.";
    const name = textAt(args, "name").slice(0, 200);
    const text = await this.ours(() => this.request.page?.(name, numberAt(args, "offset")) ?? Promise.resolve(null));
    return text === null ? `There is no page "${name}".` : text.slice(0, pageBytesMax);
  }

  /** A request is held here until the session has been aborted, so that it is neither sent nor paid for. */
  private async holdRequest(): Promise<void> {
    await this.settled;
    throw new Error("this session is over");
  }

  /** What goes wrong after the reply was accepted changes nothing. */
  private fail(failure: AgentFailureKind, message: string): void {
    this.end(this.reply === null ? { failure, message } : { reply: this.reply.value });
  }

  private hear(): void {
    this.lastHeardMs = Math.max(this.lastHeardMs, this.clock.now());
  }

  private async ours<T>(work: () => Promise<T>): Promise<T> {
    this.ownToolsRunning += 1;
    try {
      return await work();
    } finally {
      this.ownToolsRunning -= 1;
      this.hear();
    }
  }

  /** Calls that came to nothing (an unknown tool, arguments that are no JSON, a refusal) never reach `afterTool`. */
  private takeToolEnd(part: unknown): void {
    const state = fieldsOf(part)["state"];
    const status = textAt(state, "status");
    const tool = textAt(part, "tool");
    const failed = status === "error" || (status === "completed" && tool === "invalid");
    const call = textAt(part, "callID");
    if (!failed || this.failedCalls.has(call)) return;
    this.failedCalls.add(call);
    this.countRepeat(tool, fieldsOf(state)["input"], textAt(state, "error"));
  }

  /** Answers whether the session is over, since it goes round in circles. */
  private countRepeat(tool: string, args: unknown, output: string): boolean {
    return this.endOfLoop(this.loops.take(tool, args, output));
  }

  private endOfLoop(why: string | null): boolean {
    if (why !== null) this.fail("loop", why);
    return why !== null;
  }


  private measureText(part: string, bytes: number): void {
    this.textBytesTotal += bytes - (this.textBytes.get(part) ?? 0);
    this.textBytes.set(part, bytes);
    if (this.textBytesTotal > this.request.limits.replyBytesMax) {
      this.fail("reply-too-large", `the text has more than ${this.request.limits.replyBytesMax} bytes`);
    }
  }

  /** While the host asks again and again, it is the provider that brings nothing, not the model. */
  private failOfTime(failure: AgentFailureKind, message: string): void {
    if (this.retryMessage === null) this.fail(failure, message);
    else this.fail("provider", `${message}; the provider's last word: ${this.retryMessage.slice(0, 300)}`);
  }

  /** Deadline and silence. The host tells nothing when it hangs, so this is the one place that looks at the clock. */
  private async watchTime(): Promise<void> {
    const { attemptMs, stallMs } = this.request.limits;
    const startedMs = this.clock.now();
    while (!this.over.signal.aborted) {
      await this.clock.sleep(Math.min(silenceCheckMs, stallMs, attemptMs), this.over.signal);
      const nowMs = this.clock.now();
      if (this.ownToolsRunning > 0) this.hear();
      if (nowMs - startedMs >= attemptMs) return this.failOfTime("deadline", `the session took longer than ${attemptMs} ms`);
      if (nowMs - this.lastHeardMs >= stallMs) return this.failOfTime("stalled", `the model was silent for ${stallMs} ms`);
    }
  }
}
