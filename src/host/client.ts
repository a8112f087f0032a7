// The few calls of OpenCode's interface that are used, each with a deadline. It knows nothing of roles or missions.
import type { PluginInput } from "@opencode-ai/plugin";
import type { ModelFacts } from "../core/catalogue.ts";
import { OrchestratorError } from "../core/errors.ts";
import type { ModelRef } from "../core/ids.ts";
import type { Clock } from "../ports/clock.ts";
import { readModels } from "./models.ts";
import { fieldsOf, listAt, textAt } from "./untyped.ts";

export interface PermissionRule {
  readonly permission: string;
  readonly pattern: string;
  readonly action: "allow" | "deny";
}

/** How a turn of a session ended. `errorName` is the host's, empty if there was none. */
export interface Turn {
  readonly text: string;
  readonly finish: string;
  readonly errorName: string;
  readonly errorMessage: string;
  /** What the provider said in `retry-after`; undefined if it said nothing that can be read. */
  readonly retryAfterMs?: number;
}

export interface HostClient {
  createSession(request: {
    readonly directory: string;
    readonly parent: string | null;
    readonly title: string;
    readonly permission: readonly PermissionRule[];
  }): Promise<string>;
  /** Resolves when the turn is over, however long that takes: the caller has the deadline. */
  prompt(request: {
    readonly directory: string;
    readonly session: string;
    readonly agent: string;
    readonly model: ModelRef | null;
    readonly text: string;
  }): Promise<Turn>;
  abort(session: string, directory: string): Promise<void>;
  /** All models that the host could ask, with their prices and limits. */
  models(directory: string): Promise<readonly ModelFacts[]>;
  /** Boots the host's instance for a directory. */
  boot(directory: string): Promise<void>;
  /** The parent of a session, or null. */
  parentOf(session: string, directory: string): Promise<string | null>;
  toast(message: string, variant: "info" | "success" | "warning" | "error"): Promise<void>;
}

type OpenCodeClient = PluginInput["client"];

export function createHostClient(client: OpenCodeClient, clock: Clock, callMs: number): HostClient {
  const call = <T>(what: string, answer: Promise<T>) => within(clock, callMs, what, answer);
  return {
    async createSession({ directory, parent, title, permission }) {
      const body = { ...(parent === null ? {} : { parentID: parent }), title, permission };
      const answer = await call("create a session", client.session.create({ query: { directory }, body }));
      const id = textAt(answer, "data", "id");
      if (id === "") throw failed("create a session", answer);
      return id;
    },
    async prompt({ directory, session, agent, model, text }) {
      const [providerID, ...rest] = (model ?? "").split("/");
      const chosen = model === null ? {} : { model: { providerID: providerID ?? "", modelID: rest.join("/") } };
      const answer: unknown = await client.session.prompt({
        path: { id: session },
        query: { directory },
        body: { agent, ...chosen, parts: [{ type: "text", text }] },
      });
      return readTurn(answer);
    },
    async abort(session, directory) {
      await call("abort a session", client.session.abort({ path: { id: session }, query: { directory } }));
    },
    async models(directory) {
      return readModels(await call("list the models", client.config.providers({ query: { directory } })));
    },
    async boot(directory) {
      await call("boot a folder", client.config.get({ query: { directory } }));
      // Loading the configuration leaves the file services asleep, which a folder's first session would wait for.
      await call("boot a folder", client.find.files({ query: { directory, query: "a" } }));
    },
    async parentOf(session, directory) {
      const answer = await call("look a session up", client.session.get({ path: { id: session }, query: { directory } }));
      const parent = textAt(answer, "data", "parentID");
      return parent === "" ? null : parent;
    },
    async toast(message, variant) {
      await call("show a toast", client.tui.showToast({ body: { title: "orchestrator", message, variant } }));
    },
  };
}

function readTurn(answer: unknown): Turn {
  const refused = fieldsOf(answer)["error"];
  if (refused !== undefined) {
    const name = textAt(refused, "name") || "UnknownError";
    return { text: "", finish: "", errorName: name, errorMessage: textAt(refused, "data", "message") || JSON.stringify(refused) };
  }
  const parts = listAt(answer, "data", "parts").filter((part) => textAt(part, "type") === "text");
  const seconds = Number(textAt(answer, "data", "info", "error", "data", "responseHeaders", "retry-after") || "none");
  return {
    text: parts.map((part) => textAt(part, "text")).join("\n"),
    finish: textAt(answer, "data", "info", "finish"),
    errorName: textAt(answer, "data", "info", "error", "name"),
    errorMessage: textAt(answer, "data", "info", "error", "data", "message"),
    // A date instead of seconds is left aside: then the wait is ours to choose.
    ...(seconds >= 0 ? { retryAfterMs: seconds * 1_000 } : {}),
  };
}

function failed(what: string, answer: unknown): OrchestratorError {
  const detail = JSON.stringify(fieldsOf(answer)["error"] ?? "no answer").slice(0, 300);
  return new OrchestratorError("host-failed", `OpenCode could not ${what}: ${detail}.`, "Resume the mission to try again.");
}

/** A promise of the host's with an end to the waiting. */
export async function within<T>(clock: Clock, callMs: number, what: string, answer: Promise<T>): Promise<T> {
  const given = new AbortController();
  const late = clock.sleep(callMs, given.signal).then((): never => {
    throw new OrchestratorError(
      "deadline",
      `OpenCode did not ${what} within ${callMs} ms.`,
      "Resume the mission to try again; limits.host_call_ms sets how long to wait.",
    );
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    given.abort();
  }
}
