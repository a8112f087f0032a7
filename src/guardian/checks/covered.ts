// What the task's own commands test already, so that the gate does not run it a second time.
import { posix } from "node:path";
import { parseCommand } from "../../core/command.ts";
import { normalisePath } from "../../core/path-pattern.ts";

export interface Covered {
  /** The whole suite runs in any case. */
  readonly all: boolean;
  has(path: string): boolean;
}

const manager = /^(?:npm|pnpm|yarn|bun)$/;
const runner = /^(?:vitest|jest|_?mocha|ava|tape|tap|--test)$/;
const choosing = /^(?:-t|-g|--grep|--testNamePattern|--test-name-pattern|--project|--changed)(?:=|$)/;

export function coveredBy(checks: readonly string[]): Covered {
  const named: string[] = [];
  let all = false;
  for (const check of checks) {
    const reading = parseCommand(check);
    const rest = reading.ok ? behindRunner(reading.argv) : null;
    // What is chosen by the names of tests is a part of files.
    if (rest === null || rest.some((word) => choosing.test(word))) continue;
    const paths = rest.filter((word) => !word.startsWith("-") && word !== "run");
    all ||= paths.length === 0;
    named.push(...paths.map((path) => normalisePath(path).replace(/\/$/, "")));
  }
  return { all, has: (path) => named.some((name) => path === name || path.startsWith(`${name}/`)) };
}

/** The words that tell a test runner what to run; null if the command starts none that is known. */
function behindRunner(argv: readonly string[]): readonly string[] | null {
  const [program = "", first = "", second = ""] = argv;
  if (manager.test(program) && /^(?:test|t)$/.test(first)) return argv.slice(2);
  if (manager.test(program) && first === "run" && second === "test") return argv.slice(3);
  const at = argv.findIndex((word) => runner.test(posix.basename(word)));
  return at < 0 ? null : argv.slice(at + 1);
}
