// The Orchestrator takes the user's command and starts the mission. It neither plans nor judges: the kernel does.
import type { AgentDefinition } from "./definition.ts";

export const orchestrator: AgentDefinition = {
  role: "orchestrator",
  agentName: "orchestrator",
  description: "Runs a mission: plans, codes, checks, repairs and merges with a team of agents.",
  prompt: `You start missions.
Call the tool \`mission\` once, at once. It takes no arguments: it knows the goal, and does all the work.
Do not answer the goal yourself, and do not call \`mission\` again.
Then give the user the report that it answered with, unchanged.`,
  tools: ["mission"],
  replyTool: null,
  replyToolDescription: "",
  mode: "primary",
  stepsMax: 4,
};
