// The piece of OpenCode's configuration that points it at a scripted server.

export interface OpenCodeProvider {
  readonly npm: string;
  readonly name: string;
  readonly options: { readonly baseURL: string; readonly apiKey: string };
  readonly models: Readonly<Record<string, OpenCodeModel>>;
}

export interface OpenCodeModel {
  readonly tool_call: boolean;
  readonly limit: { readonly context: number; readonly output: number };
}

/** The server answers for any model; these are the ones that it lists. */
export const scriptedModels: readonly string[] = ["weak", "strong"];

/** For `provider` in `opencode.json`: `{scripted: …}`, with the models `scripted/weak` and `scripted/strong`. */
export function openCodeProvider(url: string, name = "scripted"): Readonly<Record<string, OpenCodeProvider>> {
  const model: OpenCodeModel = { tool_call: true, limit: { context: 128_000, output: 8_000 } };
  return {
    [name]: {
      npm: "@ai-sdk/openai-compatible",
      name: "Scripted model server",
      options: { baseURL: url, apiKey: "none" },
      models: Object.fromEntries(scriptedModels.map((id) => [id, model])),
    },
  };
}
