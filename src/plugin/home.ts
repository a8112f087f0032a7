// The plugin's one home in the process. The host makes an instance of the plugin for every directory, and may load the
// module more than once; sessions, commands and drivers must still be one. Everything lives under a global symbol, made
// at first use.
import type { Driver } from "../compose/driver.ts";
import type { TaskCommand } from "./command.ts";
import { SessionTable } from "../host/session-table.ts";

/** A `/task` that was typed and what has become of it. */
export interface CommandSession {
  readonly command: TaskCommand;
  readonly directory: string;
  /** `provider/model` of the session, once the host has said it. */
  model: string | null;
  /** How often the session's model was asked since. */
  modelCalls: number;
  /** Set when the command is being carried out: later calls share the answer. */
  answer: Promise<string> | null;
  /** Aborted when the session is. */
  readonly abort: AbortController;
}

export interface Home {
  readonly table: SessionTable;
  readonly commands: Map<string, CommandSession>;
  /** One driver a folder. */
  readonly drivers: Map<string, Driver>;
}

const homeKey = Symbol.for("opencode-orchestrator/home/1");

export function homeOfProcess(): Home {
  const globals = globalThis as { [homeKey]?: Home };
  globals[homeKey] ??= { table: new SessionTable(), commands: new Map(), drivers: new Map() };
  return globals[homeKey];
}
