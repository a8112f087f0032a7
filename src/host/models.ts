// Whether a model can be asked at all, told before a session is opened, with the nearest name there is.
import type { AgentFailure } from "../core/event.ts";
import type { ModelRef } from "../core/ids.ts";

const namesShownMax = 8;

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
