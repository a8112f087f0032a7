// The plugin's tools. The host does not check their arguments, so nothing is assumed of them; and it offers them to
// every agent, so the configuration hook hides them from all but ours.
import type { ToolContext, ToolDefinition } from "@opencode-ai/plugin";
import { sessionAgents } from "../agents/registry.ts";
import { replyJsonSchema, type JsonObjectSchema } from "../agents/reply-parameters.ts";
import type { Home } from "./home.ts";

export interface PluginTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObjectSchema;
  execute(args: unknown, context: ToolContext): Promise<string>;
}

const notInMission = "This tool works only inside a mission.";
const noParameters: JsonObjectSchema = { type: "object", properties: {} };
const pageParameters: JsonObjectSchema = {
  type: "object",
  properties: { name: { type: "string" }, offset: { type: "number", description: "first line, from 0" } },
  required: ["name"],
};

/** `runMission` carries out the `/task` that was typed in a session. */
export function pluginTools(
  home: Home,
  runMission: (session: string, context: ToolContext) => Promise<string>,
): readonly PluginTool[] {
  return [
    {
      name: "mission",
      description: "Carries out the user's /task command. It knows the goal.",
      parameters: noParameters,
      execute: (_args, context) => runMission(context.sessionID, context),
    },
    {
      name: "check",
      description: "Checks your files as the gate will. Answers with what to mend.",
      parameters: noParameters,
      execute: async (_args, context) => home.table.get(context.sessionID)?.check() ?? notInMission,
    },
    {
      name: "page",
      description: "Reads more of a page that the message names.",
      parameters: pageParameters,
      execute: async (args, context) => home.table.get(context.sessionID)?.page(args) ?? notInMission,
    },
    ...replyTools(home),
  ];
}

function replyTools(home: Home): PluginTool[] {
  const { searcher, planner, coder, reviewer, orchestrator } = sessionAgents;
  return [searcher, planner, coder, reviewer, orchestrator].flatMap(({ role, replyTool: name, replyToolDescription }) => {
    if (name === null) return [];
    return {
      name,
      description: replyToolDescription,
      parameters: replyJsonSchema(role),
      execute: async (args: unknown, context: ToolContext) =>
        home.table.get(context.sessionID)?.submit(name, args) ?? notInMission,
    };
  });
}

/** As the host takes it: its registry accepts plain JSON Schema for each argument where its types say zod. */
export function toolDefinitionOf(tool: PluginTool): ToolDefinition {
  return {
    description: tool.description,
    args: tool.parameters.properties as unknown as ToolDefinition["args"],
    execute: (args, context) => tool.execute(args, context),
  };
}
