// The agent host over OpenCode: opens a child session in a slot, prompts it, corrects it within bounds, and ends it in
// every case. However the host behaves, `run` comes back with an outcome.
import { OrchestratorError } from "../core/errors.ts";
import type { ModelFacts } from "../core/catalogue.ts";
import type { AgentFailure } from "../core/event.ts";
import type { ModelRef, Role } from "../core/ids.ts";
import { sessionAgents } from "../agents/registry.ts";
import { noUsage } from "../core/usage.ts";
import type { AgentHost, AgentRequest, AgentResult } from "../ports/agent-host.ts";
import type { Clock } from "../ports/clock.ts";
import type { HostClient, PermissionRule, Turn } from "./client.ts";
import { modelProblem } from "./models.ts";
import type { SessionTable } from "./session-table.ts";
import { failureOfTurn } from "./turn-failure.ts";
import { Watch, type Ending } from "./watch.ts";

/** How long an aborted session may take to settle before it is left to itself, with every tool refused. */
const settleMs = 10_000;
/** An abort that comes before the host has taken the prompt up ends nothing, so it is said again. */
const abortAgainMs = 1_000;

export interface OpenCodeHostOptions {
  readonly client: HostClient;
  readonly table: SessionTable;
  readonly clock: Clock;
  /** The session that the mission was started in, so that the host shows ours beneath it. */
  readonly parent: string | null;
  /** The model of that session: what roles without a model of their own use. */
  readonly defaultModel: ModelRef | null;
  readonly protocolHeaders: "loopback" | "always" | "never";
}

export function createOpenCodeHost(options: OpenCodeHostOptions): AgentHost {
  const known: { models: Promise<readonly ModelFacts[]> | null } = { models: null };
  return {
    async run<R extends Role>(request: AgentRequest<R>, signal: AbortSignal): Promise<AgentResult<R>> {
      refuseIfAborted(signal);
      const model = request.model ?? options.defaultModel;
      known.models ??= options.client.models(request.directory);
      const names = await known.models.then((models) => models.map((facts) => facts.model)).catch(() => null);
      const problem = modelProblem(model, names);
      if (problem !== null) {
        known.models = null;
        return { session: null, usage: noUsage, outcome: "failed", ...problem };
      }
      return runSession(options, { ...request, model }, signal);
    },
    async warm(directories, signal) {
      for (const directory of directories) {
        if (signal.aborted) return;
        await options.client.boot(directory).catch(() => undefined);
      }
    },
    async catalogue(directory) {
      const models = await options.client.models(directory).catch(() => null);
      return models === null ? null : { own: options.defaultModel, models };
    },
  };
}

function refuseIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new OrchestratorError("aborted", "The session was called off.", "Resume the mission.");
}

async function runSession<R extends Role>(
  options: OpenCodeHostOptions,
  request: AgentRequest<R>,
  signal: AbortSignal,
): Promise<AgentResult<R>> {
  const { client, table, clock } = options;
  let session: string;
  try {
    const permission = sessionPermission(request.writes);
    session = await client.createSession({
      directory: request.directory,
      parent: options.parent,
      title: request.title,
      permission,
    });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { session: null, usage: noUsage, outcome: "failed", failure: "host", message };
  }
  refuseIfAborted(signal);
  const watch = new Watch(session, request, clock, options.protocolHeaders);
  table.add(session, watch);
  const turns: { last: Promise<unknown> } = { last: Promise.resolve() };
  try {
    const ending = await converse({ client, clock, session, request, watch, turns }, signal);
    refuseIfAborted(signal);
    const spent = { session, usage: watch.usage() };
    return "reply" in ending ? { ...spent, outcome: "replied", reply: ending.reply } : { ...spent, outcome: "failed", ...ending };
  } finally {
    watch.close();
    // A session that would not settle stays known, so that its tools are refused for as long as it goes on.
    void turns.last.finally(() => table.remove(session));
  }
}

/** Edits are allowed path by path; the later rule wins. */
function sessionPermission(writes: readonly string[]): PermissionRule[] {
  return [
    { permission: "edit", pattern: "*", action: "deny" },
    ...writes.map((path): PermissionRule => ({ permission: "edit", pattern: path, action: "allow" })),
    { permission: "external_directory", pattern: "*", action: "deny" },
  ];
}

interface Conversation<R extends Role> {
  readonly client: HostClient;
  readonly clock: Clock;
  readonly session: string;
  readonly request: AgentRequest<R>;
  readonly watch: Watch<R>;
  /** The turn that was begun last; never rejects. */
  readonly turns: { last: Promise<unknown> };
}

/** Turns of one session until it has replied, failed or been called off. */
async function converse<R extends Role>(conversation: Conversation<R>, signal: AbortSignal): Promise<Ending<R>> {
  const { client, session, request, watch, turns } = conversation;
  const { directory } = request;
  const { agentName } = sessionAgents[request.role];
  const calledOff = new Promise<AgentFailure>((resolve) => {
    const stop = () => resolve({ failure: "host", message: "the session was called off" });
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
  let text = request.prompt;
  for (;;) {
    const prompted = client.prompt({ directory, session, agent: agentName, model: request.model, text });
    const turn = prompted.then(
      (value) => ({ turn: value }),
      (thrown: unknown) => ({ turn: brokenTurn(thrown) }),
    );
    turns.last = turn;
    const first = await Promise.race([turn, watch.ended, calledOff]);
    if (!("turn" in first)) {
      await settle(conversation);
      return first;
    }
    const next = await judgeTurn(first.turn, watch);
    if (typeof next !== "string") return next;
    const over = await Promise.race([watch.ended, calledOff, Promise.resolve(null)]);
    if (over !== null) return over;
    text = next;
  }
}

function brokenTurn(thrown: unknown): Turn {
  const errorMessage = thrown instanceof Error ? thrown.message : String(thrown);
  return { text: "", finish: "", errorName: "HostError", errorMessage };
}

/** An ending, or what to say to the model next. Idle is not done: what was produced decides. */
async function judgeTurn<R extends Role>(turn: Turn, watch: Watch<R>): Promise<Ending<R> | string> {
  const before = watch.accepted();
  if (before !== null) return { reply: before };
  const failure = failureOfTurn(turn);
  if (failure !== null) return failure;
  const mend = await watch.takeText(turn.text);
  const accepted = watch.accepted();
  return accepted !== null ? { reply: accepted } : (mend ?? "Hand in your reply.");
}

async function settle<R extends Role>({ client, clock, session, request, turns }: Conversation<R>): Promise<void> {
  const settled = new AbortController();
  void turns.last.finally(() => settled.abort());
  for (let waitedMs = 0; waitedMs < settleMs && !settled.signal.aborted; waitedMs += abortAgainMs) {
    await client.abort(session, request.directory).catch(() => undefined);
    await clock.sleep(abortAgainMs, settled.signal);
  }
}
