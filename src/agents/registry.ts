// All agents: one a role, and a second for the Orchestrator, which is asked in a session of the mission's at a pivot.
import { roles, type Role } from "../core/ids.ts";
import { coder } from "./coder.ts";
import type { AgentDefinition } from "./definition.ts";
import { fixer } from "./fixer.ts";
import { orchestrator } from "./orchestrator.ts";
import { pivot } from "./pivot.ts";
import { planner } from "./planner.ts";
import { reviewer } from "./reviewer.ts";
import { searcher } from "./searcher.ts";

export const agentDefinitions: Readonly<Record<Role, AgentDefinition>> = {
  orchestrator,
  searcher,
  planner,
  coder,
  reviewer,
  fixer,
};

/** Who answers for a role in a session of the mission's. */
export const sessionAgents: Readonly<Record<Role, AgentDefinition>> = { ...agentDefinitions, orchestrator: pivot };

export const allAgents: readonly AgentDefinition[] = [...roles.map((role) => agentDefinitions[role]), pivot];

export const agentNames: readonly string[] = allAgents.map(({ agentName }) => agentName);
