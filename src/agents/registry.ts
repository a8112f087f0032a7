// All six agents by role. It adds nothing to them.
import { roles, type Role } from "../core/ids.ts";
import { coder } from "./coder.ts";
import type { AgentDefinition } from "./definition.ts";
import { fixer } from "./fixer.ts";
import { orchestrator } from "./orchestrator.ts";
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

export const agentNames: readonly string[] = roles.map((role) => agentDefinitions[role].agentName);
