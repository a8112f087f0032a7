// The models that the host has, with prices and limits, and whether one can be asked at all: told before a session is
// opened, with the nearest name there is.
import type { ModelFacts, Price } from "../core/catalogue.ts";
import type { AgentFailure } from "../core/event.ts";
import type { ModelRef } from "../core/ids.ts";
import { fieldsOf, listAt, numberAt, textAt } from "./untyped.ts";

const namesShownMax = 8;
/** OpenCode asks for no longer answer, whatever the model could. */
const answerTokensMax = 32_000;

/** Reads the answer to a request for the providers. OpenCode says 0 where it knows no limit or no price. */
export function readModels(answer: unknown): ModelFacts[] {
  return listAt(answer, "data", "providers").flatMap((provider) =>
    Object.entries(fieldsOf(fieldsOf(provider)["models"])).map(([id, model]): ModelFacts => {
      const outputTokens = knownAmount(numberAt(model, "limit", "output"));
      return {
        model: `${textAt(provider, "id")}/${id}`,
        contextTokens: knownAmount(numberAt(model, "limit", "context")),
        outputTokens: outputTokens === null ? null : Math.min(outputTokens, answerTokensMax),
        price: priceOf(model),
      };
    }),
  );
}

function knownAmount(amount: number): number | null {
  return amount > 0 ? amount : null;
}

function priceOf(model: unknown): Price | null {
  const price = {
    input: Math.max(0, numberAt(model, "cost", "input")),
    output: Math.max(0, numberAt(model, "cost", "output")),
    cacheRead: Math.max(0, numberAt(model, "cost", "cache", "read")),
    cacheWrite: Math.max(0, numberAt(model, "cost", "cache", "write")),
  };
  return Object.values(price).some((amount) => amount > 0) ? price : null;
}

/** What is wrong with a model; null if nothing is, or if the host would not say which models it has. */
export function modelProblem(model: ModelRef | null, known: readonly ModelRef[] | null): AgentFailure | null {
  if (model === null) {
    const message = "No model is configured. Choose one in OpenCode (/models), or set orchestrator.models in opencode.toml.";
    return { failure: "model-missing", message };
  }
  if (known === null || known.includes(model)) return null;
  const provider = model.split("/")[0] ?? "";
  const near = known.filter((name) => name.startsWith(`${provider}/`));
  const shown = (near.length > 0 ? near : known).slice(0, namesShownMax).join(", ");
  const message = `OpenCode has no model ${model}. It has ${shown === "" ? "none" : shown}. Correct orchestrator.models in opencode.toml, then /task resume.`;
  return { failure: "model-unknown", message };
}
