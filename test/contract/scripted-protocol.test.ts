// docs/protocol.md against the code: its schemas are the tools', its replies are accepted, its script runs as it says.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { replyJsonSchema } from "../../src/agents/reply-parameters.ts";
import { validateReply } from "../../src/agents/reply-schema.ts";
import { agentDefinitions, sessionAgents } from "../../src/agents/registry.ts";
import { roles } from "../../src/core/ids.ts";
import { faultKinds, parseScript, headerNames, protocolVersion, submitTools } from "../../src/scripted/index.ts";
import { allTools, post, serve } from "../unit/scripted/support.ts";

const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");

/** Contents of the code blocks that are marked so, in order. */
function blocks(mark: string): string[] {
  return [...page.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].filter(([, info]) => info === mark).map(([, , text]) => text ?? "");
}

function block(mark: string): string {
  const [first, ...more] = blocks(mark);
  if (first === undefined || more.length > 0) throw new Error(`docs/protocol.md has ${more.length} blocks "${mark}" too many or none.`);
  return first;
}

function withoutDescriptions(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema, (key, value: unknown) => (key === "description" && typeof value === "string" ? undefined : value)));
}

describe("docs/protocol.md", () => {
  test.each(roles)("has the schema of the %s's tool, and a reply that is accepted", (role) => {
    const tool = submitTools[role];
    expect(sessionAgents[role].replyTool).toBe(tool);
    expect(JSON.parse(block(`json schema ${tool}`))).toEqual(withoutDescriptions(replyJsonSchema(role)));
    expect(validateReply(role, JSON.parse(block(`json reply ${tool}`)))).toMatchObject({ ok: true });
  });

  test("names every role's tools, every header and every fault", () => {
    for (const role of roles) {
      const row = page.split("\n").find((line) => line.startsWith(`| ${role} |`)) ?? "";
      const [, , tools = ""] = row.split("|");
      const offered = [...tools.matchAll(/`(\w+)`/g)].map(([, name]) => name);
      const { tools: own, replyTool } = agentDefinitions[role];
      const expected = own.filter((tool) => tool !== replyTool);
      if (role !== "fixer") expect(new Set(offered), role).toEqual(new Set(expected));
    }
    for (const name of Object.values(headerNames)) expect(page).toContain(`| \`${name}\` |`);
    expect(page).toContain(`| \`${headerNames.protocol}\` | \`${protocolVersion}\` |`);
    for (const kind of faultKinds) expect(page).toContain(`| \`${kind}\` |`);
  });

  test("has a transcript that is what the server says", async () => {
    const server = await serve(await parseScript(block("json script")));
    const [requests, messages] = [blocks("json request"), blocks("json message")];
    expect([requests.length, messages.length]).toEqual([3, 3]);
    const asked = { role: "coder", task: "greeting", tools: allTools };
    const limited = [await post(server, asked), await post(server, asked)];
    expect(limited.map((response) => [response.status, response.headers.get("retry-after")])).toEqual([[429, "1"], [429, "1"]]);
    expect(page).toContain(`# ${await limited[0]?.text()}`);
    for (const [index, request] of requests.entries()) {
      const body = JSON.parse(request) as { messages: object[] };
      const answered = (await (await post(server, { ...asked, messages: body.messages })).json()) as { choices: { message: unknown }[] };
      const message: unknown = JSON.parse(JSON.stringify(answered.choices[0]?.message, (key, value: unknown) => (key === "id" ? undefined : value)));
      expect(message).toEqual(JSON.parse(messages[index] ?? ""));
    }
  });
});
