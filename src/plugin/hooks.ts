// OpenCode's hooks, thin: each looks up whose session it is and passes on. Sessions that are not ours are left exactly
// as they were.
import type { Hooks, PluginInput } from "@opencode-ai/plugin";
import { agentDefinitions } from "../agents/registry.ts";
import { cacheDirectory } from "../config/directories.ts";
import { fieldsOf, textAt } from "../host/untyped.ts";
import { addToConfig } from "./agents.ts";
import { parseTaskCommand } from "./command.ts";
import { protocolHeaders } from "./headers.ts";
import type { Home } from "./home.ts";
import { Missions } from "./missions.ts";
import { shortDescriptions } from "./short-descriptions.ts";
import { pluginTools, toolDefinitionOf, type PluginTool } from "./tools.ts";

const endedByAbort: readonly string[] = ["MessageAbortedError", "AbortError"];

export function createHooks(home: Home, input: PluginInput, options: Readonly<Record<string, unknown>>): Hooks {
  const missions = new Missions(home, input, options);
  const tools = pluginTools(home, (session, context) => missions.run(session, context.abort));
  return {
    ...configurationHooks(tools, input.directory),
    ...commandHooks(home, missions, input.directory),
    ...requestHooks(home, missions),
    ...toolHooks(home),
  };
}

/** What the host offers to models: agents, the command, and tools. */
function configurationHooks(tools: readonly PluginTool[], directory: string): Hooks {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const inSlot = directory.startsWith(cacheDirectory(process.env));
  return {
    async config(config) {
      addToConfig(config, [...byName.keys()]);
      // The host keeps each step's files for its undo, with several git processes; nobody undoes in a slot.
      if (inSlot) config.snapshot = false;
    },
    tool: Object.fromEntries(tools.map((tool) => [tool.name, toolDefinitionOf(tool)])),
    async "tool.definition"({ toolID }, output) {
      const own = byName.get(toolID);
      // The host takes every property of a plain schema for required; here it is told which are.
      if (own !== undefined) Object.assign(output, { jsonSchema: own.parameters });
      else if (inSlot) shortDescriptions(toolID, output);
    },
  };
}

/** From `/task` to its answer, in the session that the user typed it in. */
function commandHooks(home: Home, missions: Missions, directory: string): Hooks {
  return {
    async "command.execute.before"({ command, sessionID, arguments: text }) {
      if (command !== "task") return;
      home.commands.set(sessionID, {
        command: parseTaskCommand(text),
        directory,
        model: null,
        modelCalls: 0,
        answer: null,
        abort: new AbortController(),
      });
    },
    async "experimental.text.complete"({ sessionID }, output) {
      // A model that talks instead of calling the tool has the mission started for it; one that retells the report
      // has its words replaced by the report's own.
      if (home.commands.has(sessionID)) output.text = await missions.run(sessionID, null);
    },
    async event({ event }) {
      const properties = fieldsOf(event.properties);
      const session = sessionOf(properties);
      home.table.get(session)?.onEvent(event.type, properties);
      const command = home.commands.get(session);
      if (command === undefined) return;
      if (event.type === "session.idle") missions.endTurn(session, command);
      const aborted = event.type === "session.error" && endedByAbort.includes(textAt(properties, "error", "name"));
      if (aborted) command.abort.abort();
    },
  };
}

/** What goes to the model in a session of ours. */
function requestHooks(home: Home, missions: Missions): Hooks {
  const { agentName, prompt, stepsMax } = agentDefinitions.orchestrator;
  return {
    async "chat.params"({ sessionID, agent, model }) {
      await home.table.get(sessionID)?.onRequest();
      const command = home.commands.get(sessionID);
      if (command === undefined || nameOf(agent) !== agentName) return;
      command.model = `${model.providerID}/${model.id}`;
      command.modelCalls += 1;
      // A model that neither calls the tool nor talks would be asked for ever: the command is carried out without it,
      // and the refused request ends its turn with the answer.
      if (command.modelCalls > stepsMax) throw new Error(await missions.run(sessionID, null));
    },
    async "experimental.session.compacting"({ sessionID }) {
      await home.table.get(sessionID)?.onCompaction();
    },
    async "chat.headers"({ sessionID, agent, provider, model }, output) {
      const own = home.table.get(sessionID);
      if (own === null && !(home.commands.has(sessionID) && nameOf(agent) === agentName)) return;
      const baseUrl = textAt(provider, "options", "baseURL") || textAt(model, "api", "url");
      Object.assign(output.headers, protocolHeaders(own, baseUrl));
    },
    async "experimental.chat.system.transform"({ sessionID }, output) {
      const own = home.table.get(sessionID);
      const ownPrompt = own?.systemPrompt ?? (output.system[0]?.startsWith(prompt) === true ? prompt : null);
      // The host adds the folder and the date, which no two siblings would share.
      if (ownPrompt !== null) output.system.splice(0, output.system.length, ownPrompt);
    },
  };
}

/** What a model of ours may call, and what it learns from the answer. */
function toolHooks(home: Home): Hooks {
  return {
    async "tool.execute.before"({ tool, sessionID }, output) {
      home.table.get(sessionID)?.beforeTool(tool, output.args);
    },
    async "tool.execute.after"({ tool, sessionID, args }, output) {
      const more = await home.table.get(sessionID)?.afterTool(tool, args, output.output);
      if (more !== null && more !== undefined) output.output += `\n\n${more}`;
    },
  };
}

/** The host hands the agent over by name or whole. */
function nameOf(agent: unknown): string {
  return typeof agent === "string" ? agent : textAt(agent, "name");
}

function sessionOf(properties: Readonly<Record<string, unknown>>): string {
  return (
    textAt(properties, "sessionID") ||
    textAt(properties, "info", "sessionID") ||
    textAt(properties, "part", "sessionID") ||
    textAt(properties, "info", "id")
  );
}
