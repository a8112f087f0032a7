// How a task's tests are run: the command that plans and prompts name, and an environment in which it says the truth.
import type { RealTask } from "./tasks.ts";

export function visibleCommand({ id, visible }: Pick<RealTask, "id" | "visible">): string {
  return `node --test ${visible.map((path) => `${id}/${path}`).join(" ")}`;
}

/** Under a test runner `node --test` would report to it instead of failing. */
export function commandEnvironment(): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...rest } = process.env;
  return rest;
}
