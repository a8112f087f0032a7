// The plugin's module, as OpenCode loads it at every start and for every folder: it registers hooks and does nothing
// else. Whatever a mission needs is loaded when one begins.
import type { PluginModule } from "@opencode-ai/plugin";
import { createHooks } from "./hooks.ts";
import { homeOfProcess } from "./home.ts";

const plugin: PluginModule = {
  id: "opencode-orchestrator",
  server: async (input, options) => createHooks(homeOfProcess(), input, options ?? {}),
};

export default plugin;
