// A host in memory: sessions whose turns a test ends as it likes, and requests as the runtime makes them.
import { defaultSettings } from "../../../src/config/defaults.ts";
import type { ModelFacts } from "../../../src/core/catalogue.ts";
import type { Role } from "../../../src/core/ids.ts";
import type { Limits } from "../../../src/core/settings.ts";
import type { HostClient, Turn } from "../../../src/host/client.ts";
import type { AgentRequest } from "../../../src/ports/agent-host.ts";

export const limits: Limits = { ...defaultSettings.limits, attemptMs: 600_000, stallMs: 60_000 };

export const goodBrief = { summary: "Small.", places: [], notes: [], writes: [], checks: [] };
export const goodWork = { summary: "Done.", files: ["src/a.js"], needs: [] };

export function requestOf<R extends Role>(role: R, over: Partial<AgentRequest<R>> = {}): AgentRequest<R> {
  return {
    role,
    mission: "m-1",
    task: "t1",
    attempt: 1,
    title: "A task",
    model: "scripted/weak",
    directory: "/slots/one",
    prompt: "Do it.",
    writes: ["src/a.js"],
    limits,
    onUsage: () => undefined,
    onThrottled: () => undefined,
    check: null,
    checkFile: null,
    page: null,
    review: null,
    ...over,
  };
}

export function turnOf(over: Partial<Turn> = {}): Turn {
  return { text: "", finish: "stop", errorName: "", errorMessage: "", ...over };
}

/** Models of which the host knows no more than the name. */
export function listed(...names: readonly string[]): ModelFacts[] {
  return names.map((model) => ({ model, contextTokens: null, outputTokens: null, price: null }));
}

export interface FakeTurn {
  readonly session: string;
  readonly agent: string;
  readonly model: string | null;
  readonly text: string;
  end(turn: Partial<Turn>): void;
  break(error: Error): void;
}

export interface FakeHost extends HostClient {
  /** Prompts in order; each is open until the test, or an abort that is heeded, ends it. */
  readonly turns: FakeTurn[];
  readonly aborted: string[];
  readonly created: Parameters<HostClient["createSession"]>[0][];
  readonly booted: string[];
  /** How an abort ends the open turn; set to ignore it. */
  heedsAbort: boolean;
}

export function createFakeHost(over: Partial<HostClient> = {}): FakeHost {
  const turns: FakeTurn[] = [];
  const fake: FakeHost = {
    turns,
    aborted: [],
    created: [],
    booted: [],
    heedsAbort: true,
    async createSession(request) {
      fake.created.push(request);
      return `s${fake.created.length}`;
    },
    prompt: ({ session, agent, model, text }) =>
      new Promise((resolve, reject) => {
        turns.push({ session, agent, model, text, end: (turn) => resolve(turnOf(turn)), break: reject });
      }),
    async abort(session) {
      fake.aborted.push(session);
      if (!fake.heedsAbort) return;
      for (const turn of turns) if (turn.session === session) turn.end({ errorName: "MessageAbortedError" });
    },
    models: async () => listed("scripted/weak", "scripted/strong"),
    async boot(directory) {
      fake.booted.push(directory);
    },
    parentOf: async () => null,
    toast: async () => undefined,
    ...over,
  };
  return fake;
}
