// The protocol between the plugin and whoever answers its model requests: names of the headers and the version, for
// both sides. docs/protocol.md says what they mean.

export const protocolVersion = "1";

export const headerNames = {
  mission: "x-orchestrator-mission",
  role: "x-orchestrator-role",
  task: "x-orchestrator-task",
  attempt: "x-orchestrator-attempt",
  protocol: "x-orchestrator-protocol",
} as const;
