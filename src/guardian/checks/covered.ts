// What a command tests: of the task's own, so that the gate does not run it a second time; of the project's own script, so
// that the gate does not take for a test what the project does not.
import { posix } from "node:path";
import { parseCommand } from "../../core/command.ts";
import { covers, normalisePath } from "../../core/path-pattern.ts";

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
    const paths = pathsAmong(rest);
    all ||= paths.length === 0;
    named.push(...paths);
  }
  return { all, has: (path) => named.some((name) => isWithin(name, path)) };
}

function pathsAmong(words: readonly string[]): readonly string[] {
  return words.filter((word) => !word.startsWith("-") && word !== "run").map((word) => normalisePath(word).replace(/\/$/, ""));
}

function isWithin(named: string, path: string): boolean {
  return covers(named, path) || path.startsWith(`${named}/`);
}

/** What only a shell, or the runner itself, can tell the meaning of. */
const beyondStars = /[{}()[\]!]/;

/**
 * Whether a file is one of those that the project's test script names, among all files that there are; null if it names
 * none, or in a way that is not known here. A word that leads to no file is something else, such as an option's value.
 */
export function testsNamedBy(commands: readonly (readonly string[])[], all: readonly string[]): ((path: string) => boolean) | null {
  const named: string[] = [];
  for (const argv of commands) {
    const rest = behindRunner(argv);
    if (rest === null) continue;
    const paths = pathsAmong(rest).filter((name) => beyondStars.test(name) || all.some((path) => isWithin(name, path)));
    if (paths.length === 0 || paths.some((name) => beyondStars.test(name))) return null;
    named.push(...paths);
  }
  return named.length === 0 ? null : (path) => named.some((name) => isWithin(name, path));
}

/** The words that tell a test runner what to run; null if the command starts none that is known. */
function behindRunner(argv: readonly string[]): readonly string[] | null {
  const [program = "", first = "", second = ""] = argv;
  if (manager.test(program) && /^(?:test|t)$/.test(first)) return argv.slice(2);
  if (manager.test(program) && first === "run" && second === "test") return argv.slice(3);
  const at = argv.findIndex((word) => runner.test(posix.basename(word)));
  return at < 0 ? null : argv.slice(at + 1);
}
