// What the plugin adds to OpenCode's configuration: the `/task` command, our agents, and a rule that hides our tools
// from every agent that is not ours. What the user configured stays.
import type { Config } from "@opencode-ai/plugin";
import { permissionOf } from "../agents/definition.ts";
import { agentDefinitions, agentNames, allAgents } from "../agents/registry.ts";
import { fieldsOf, type Fields } from "../host/untyped.ts";

type AgentConfig = NonNullable<NonNullable<Config["agent"]>[string]>;

/** What a user may set on our agents; the rest is the method's. */
const usersChoice: readonly string[] = ["model", "temperature", "top_p", "options", "color"];

/** Changes the configuration that the host is about to use. */
export function addToConfig(config: Config, toolNames: readonly string[]): void {
  const { orchestrator } = agentDefinitions;
  config.command = {
    ...config.command,
    task: {
      description: "Run a mission: plan, code, check, repair, merge. Also: status, pause, resume, stop.",
      agent: orchestrator.agentName,
      template: "/task $ARGUMENTS",
    },
  };
  const hidden: Fields = Object.fromEntries(toolNames.map((name) => [name, "deny"]));
  Object.assign(config, { permission: { ...permissionsOf(config.permission), ...hidden } });
  const given = config.agent ?? {};
  const agents: Record<string, AgentConfig> = {};
  for (const [name, agent] of Object.entries(given)) {
    if (agent === undefined || agentNames.includes(name)) continue;
    // An agent's own rules come after the general ones, so a "*" there would show our tools again.
    const rules = fieldsOf(agent)["permission"];
    agents[name] = rules === undefined ? agent : Object.assign(agent, { permission: { ...permissionsOf(rules), ...hidden } });
  }
  for (const agent of allAgents) {
    const chosen = Object.entries(fieldsOf(given[agent.agentName])).filter(([key]) => usersChoice.includes(key));
    agents[agent.agentName] = {
      ...Object.fromEntries(chosen),
      description: agent.description,
      // The host's task tool names every subagent in its description, in every session of the user's. As hidden primary
      // agents, which is what the host's own helpers are, ours are named nowhere.
      mode: "primary",
      prompt: agent.prompt,
      ...(agent.mode === "subagent" ? { hidden: true } : {}),
      // The host takes any tool's name here; its types list only its own.
      ...({ permission: permissionOf(agent.tools) } as object),
    };
  }
  config.agent = agents;
}

/** Rules may be written as one word for everything. */
function permissionsOf(written: unknown): Fields {
  return typeof written === "string" ? { "*": written } : fieldsOf(written);
}
