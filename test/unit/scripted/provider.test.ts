import { expect, test } from "vitest";
import { openCodeProvider } from "../../../src/scripted/index.ts";

test("the provider points OpenCode's configuration at the server", () => {
  const { scripted } = openCodeProvider("http://127.0.0.1:4000/v1");
  expect(scripted).toMatchObject({
    npm: "@ai-sdk/openai-compatible",
    options: { baseURL: "http://127.0.0.1:4000/v1" },
    models: { weak: { tool_call: true, limit: { context: 128_000 } } },
  });
  expect(Object.keys(openCodeProvider("http://127.0.0.1:4000/v1", "other"))).toEqual(["other"]);
});
