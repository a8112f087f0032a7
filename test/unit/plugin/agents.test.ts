// What the plugin does to a user's configuration: it adds, hides its own tools, and leaves the rest as it was.
import { describe, expect, test } from "vitest";
import type { Config } from "@opencode-ai/plugin";
import { addToConfig } from "../../../src/plugin/agents.ts";

const tools = ["mission", "submit_work"];
const hidden = { mission: "deny", submit_work: "deny" };

function configured(config: object): Readonly<Record<string, unknown>> & { agent: Record<string, Record<string, unknown>> } {
  const copy = structuredClone(config) as Config;
  addToConfig(copy, tools);
  return copy as never;
}

describe("the configuration hook", () => {
  test("adds the command and the agents", () => {
    const config = configured({});
    expect(Object.keys(config.agent)).toHaveLength(7);
    expect(config["command"]).toMatchObject({ task: { agent: "orchestrator" } });
    expect(config.agent["orchestrator-coder"]?.["permission"]).toMatchObject({ "*": "deny", edit: "allow" });
    expect(config.agent["orchestrator-coder"]?.["permission"]).not.toHaveProperty("mission");
  });

  test("names no agent of ours to the models of ordinary sessions, and only the Orchestrator to the user", () => {
    const agents = Object.entries(configured({}).agent);
    expect(agents.filter(([, agent]) => agent["mode"] !== "primary")).toEqual([]);
    expect(agents.filter(([, agent]) => agent["hidden"] !== true).map(([name]) => name)).toEqual(["orchestrator"]);
  });

  test("hides our tools after whatever the user allows, in one word or rule by rule", () => {
    expect(configured({})["permission"]).toEqual(hidden);
    expect(configured({ permission: "allow" })["permission"]).toEqual({ "*": "allow", ...hidden });
    expect(configured({ permission: { bash: "ask" } })["permission"]).toEqual({ bash: "ask", ...hidden });
  });

  test("hides them from the user's own agents too, and keeps these otherwise", () => {
    const mine = { prompt: "Mine.", permission: { "*": "allow" } };
    const config = configured({ agent: { mine, plain: { prompt: "Plain." } }, command: { other: { template: "x" } } });
    expect(config.agent["mine"]).toEqual({ prompt: "Mine.", permission: { "*": "allow", ...hidden } });
    expect(config.agent["plain"]).toEqual({ prompt: "Plain." });
    expect(config["command"]).toHaveProperty("other");
  });

  test("keeps the model and temperature that a user chose for one of ours, but not its prompt or rules", () => {
    const own = { model: "local/qwen", temperature: 0.2, prompt: "Do as you like.", permission: { "*": "allow" } };
    const coder = configured({ agent: { "orchestrator-coder": own } }).agent["orchestrator-coder"];
    expect(coder).toMatchObject({ model: "local/qwen", temperature: 0.2 });
    expect(coder?.["prompt"]).not.toBe("Do as you like.");
    expect(coder?.["permission"]).toMatchObject({ "*": "deny" });
  });
});
