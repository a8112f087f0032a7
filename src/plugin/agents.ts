// What the plugin adds to OpenCode's configuration: the `/task` command, six agents, and a rule that hides our tools
// from every agent that is not ours.
import type { Config } from "@opencode-ai/plugin";
import { permissionOf } from "../agents/definition.ts";
import { agentDefinitions } from "../agents/registry.ts";

type AgentConfig = NonNullable<NonNullable<Config["agent"]>[string]>;
type PermissionConfig = AgentConfig["permission"];

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
  const hidden = Object.fromEntries(toolNames.map((name) => [name, "deny" as const]));
  // The host takes any tool's name here; its types list only its own.
  config.permission = { ...(config.permission as object | undefined), ...hidden } as PermissionConfig as NonNullable<
    Config["permission"]
  >;
  const agents: Record<string, AgentConfig> = {};
  for (const agent of Object.values(agentDefinitions)) {
    agents[agent.agentName] = {
      description: agent.description,
      mode: agent.mode,
      prompt: agent.prompt,
      permission: permissionOf(agent.tools) as PermissionConfig,
      ...(agent.mode === "subagent" ? { hidden: true } : {}),
    } as AgentConfig;
  }
  config.agent = { ...config.agent, ...agents };
}
