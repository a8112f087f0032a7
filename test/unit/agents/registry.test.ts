// The agents as a set: small prompts, closed permissions, reply tools that exist, nothing heavy at the start.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { permissionOf } from "../../../src/agents/definition.ts";
import { agentDefinitions, agentNames, allAgents, sessionAgents } from "../../../src/agents/registry.ts";
import { replyJsonSchema } from "../../../src/agents/reply-parameters.ts";
import { roles, type Role } from "../../../src/core/ids.ts";

const agentsFolder = join(dirname(fileURLToPath(import.meta.url)), "../../../src/agents");

describe("agent definitions", () => {
  test("there is one for each role, under its own name, and one more for the Orchestrator at a pivot", () => {
    expect(agentNames).toEqual([
      "orchestrator",
      "orchestrator-searcher",
      "orchestrator-planner",
      "orchestrator-coder",
      "orchestrator-reviewer",
      "orchestrator-fixer",
      "orchestrator-pivot",
    ]);
    for (const role of roles) expect(agentDefinitions[role].role).toBe(role);
  });

  test.each(roles)("the prompt of the %s is within its bound", (role) => {
    const bytes = Buffer.byteLength(agentDefinitions[role].prompt);
    expect(bytes).toBeLessThanOrEqual(role === "orchestrator" ? 400 : 1_229);
  });

  test.each(roles)("the %s is denied everything first and asks for nothing", (role) => {
    const rules = Object.entries(permissionOf(agentDefinitions[role].tools));
    expect(rules[0]).toEqual(["*", "deny"]);
    expect(rules.slice(1).every(([, action]) => action === "allow")).toBe(true);
    expect(agentDefinitions[role].tools).not.toContain("bash");
  });

  test("only writers may write, and only the Orchestrator starts missions", () => {
    for (const role of roles) {
      const { tools } = agentDefinitions[role];
      const writes = role === "coder" || role === "fixer";
      for (const tool of ["edit", "write", "check"] as const) expect(tools.includes(tool)).toBe(writes);
      expect(tools.includes("mission")).toBe(role === "orchestrator");
      expect(tools.includes("page")).toBe(role !== "orchestrator");
    }
  });

  test("in a session of the mission's each role has a reply tool; the user's own Orchestrator has none", () => {
    for (const role of roles) expect(sessionAgents[role].replyTool).not.toBeNull();
    expect(agentDefinitions.orchestrator.replyTool).toBeNull();
    expect(sessionAgents.orchestrator.tools).toEqual(["submit_choice"]);
  });

  test("each agent may use its reply tool and no other's", () => {
    for (const agent of allAgents) {
      const { tools, replyTool, replyToolDescription } = agent;
      const replyTools = tools.filter((tool) => tool.startsWith("submit_"));
      expect(replyTools).toEqual(replyTool === null ? [] : [replyTool]);
      expect(replyToolDescription === "").toBe(replyTool === null);
    }
  });

  test("the start loads no schema library: nothing that the registry reaches imports one", () => {
    const seen = new Set<string>();
    const open = ["registry.ts", "reply-parameters.ts"];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      const source = readFileSync(join(agentsFolder, file), "utf8");
      const imports = [...source.matchAll(/^import .*? from "(.*?)";$/gms)].map((found) => found[1] ?? "");
      for (const name of imports) {
        expect(name, `${file} imports ${name}`).toMatch(/^\.\.?\//);
        if (name.startsWith("./")) open.push(name.slice(2));
      }
    }
    expect(seen.size).toBeGreaterThan(7);
  });
});

describe("reply parameters", () => {
  const bytesMax: Readonly<Record<Role, number>> = {
    searcher: 800,
    planner: 1_800,
    coder: 600,
    fixer: 600,
    reviewer: 800,
    orchestrator: 250,
  };

  test.each(Object.entries(bytesMax))("those of the %s fit into %i bytes", (role, bound) => {
    expect(Buffer.byteLength(JSON.stringify(replyJsonSchema(role as Role)))).toBeLessThanOrEqual(bound);
  });
});
