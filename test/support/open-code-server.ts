// One OpenCode process with several sessions: `opencode serve`, and commands typed in its sessions.
import { setTimeout as sleep } from "node:timers/promises";
import type { MissionPlace, RunningTask } from "./mission-harness.ts";

const startMs = 60_000;
const serveMs = 600_000;
const pollMs = 100;

export interface OpenCodeServer {
  readonly run: RunningTask;
  /** Opens a session; its id. */
  openSession(parent?: string): Promise<string>;
  /** Types `/task <words>` in a session; the text that the user then reads. */
  task(session: string, words: string): Promise<string>;
  /** Says something else in a session; the text that comes back. */
  say(session: string, words: string): Promise<string>;
  /** As Esc does. */
  abort(session: string): Promise<void>;
}

export async function startServer(place: MissionPlace): Promise<OpenCodeServer> {
  let url: string | null = null;
  let output = "";
  const run = place.startOpenCode(["serve", "--hostname", "127.0.0.1", "--port", "0"], serveMs, (text) => {
    output += text;
    url ??= /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? null;
  });
  for (let waitedMs = 0; url === null; waitedMs += pollMs) {
    if (waitedMs > startMs) throw new Error(`opencode serve did not say where it listens:\n${output}`);
    await sleep(pollMs);
  }
  const base: string = url;
  const post = async (path: string, body: object): Promise<unknown> => {
    const query = new URLSearchParams({ directory: place.project });
    const answer = await fetch(`${base}${path}?${query}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path} was answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    run,
    openSession: async (parent) => {
      const session = await post("/session", { title: "test", ...(parent === undefined ? {} : { parentID: parent }) });
      return (session as { readonly id: string }).id;
    },
    task: async (session, words) => {
      return textOf(await post(`/session/${session}/command`, { command: "task", arguments: words }));
    },
    say: async (session, words) => textOf(await post(`/session/${session}/message`, { parts: [{ type: "text", text: words }] })),
    abort: async (session) => {
      await post(`/session/${session}/abort`, {});
    },
  };
}

function textOf(answer: unknown): string {
  const { parts } = answer as { readonly parts: readonly { readonly type: string; readonly text?: string }[] };
  return parts.flatMap((part) => (part.type === "text" ? [part.text ?? ""] : [])).join("\n");
}
