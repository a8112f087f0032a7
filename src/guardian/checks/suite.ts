// The command that runs all of a project's tests, found from its files. Nothing is run here.
import { isFile, isOnPath, pythonProgram } from "../tools/tool-place.ts";
import { walkSlot } from "../files/slot-walk.ts";
import type { PackageScripts } from "./test-scripts.ts";

/** A project's suite for one language, and the files that can break it. */
interface Suite {
  readonly touches: RegExp;
  /** Commands that run all of it. */
  readonly whole: RegExp;
  find(directory: string): Promise<string | null>;
}

const pythonTest = /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/;

const suites: readonly Suite[] = [
  {
    touches: /\.pyi?$|(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg)|conftest\.py|pytest\.ini|tox\.ini)$/,
    whole: /(?:^|[ /])pytest(?: -\S+)*$/,
    async find(directory) {
      const { paths } = await walkSlot(directory);
      const program = paths.some((path) => pythonTest.test(path)) ? await pythonProgram(directory, "", "pytest") : null;
      return program === null ? null : `${program} -q`;
    },
  },
  {
    touches: /\.go$|(?:^|\/)go\.(?:mod|sum)$/,
    whole: /^go test (?:-\S+ )*\.\/\.\.\.$/,
    find: async (directory) => ((await has(directory, "go.mod", "go")) ? "go test ./..." : null),
  },
  {
    touches: /\.rs$|(?:^|\/)Cargo\.(?:toml|lock)$/,
    whole: /^cargo test(?: -\S+)*$/,
    find: async (directory) => ((await has(directory, "Cargo.toml", "cargo")) ? "cargo test --quiet" : null),
  },
];

async function has(directory: string, file: string, program: string): Promise<boolean> {
  return (await isFile(directory, file)) && (await isOnPath(program));
}

/**
 * Of the languages that have no graph of imports here; null if the change touches none, nothing runs its tests, or the
 * task's own checks run all of them.
 */
export async function otherSuite(directory: string, changed: readonly string[], checks: readonly string[]): Promise<string | null> {
  for (const { touches, whole, find } of suites) {
    if (!changed.some((path) => touches.test(path)) || checks.some((check) => whole.test(check))) continue;
    const command = await find(directory);
    if (command !== null) return command;
  }
  return null;
}

const managers = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
] as const;

/** The package's own test script, by the manager whose lock file is there; null without one. */
export async function packageSuite(directory: string, { hasTests }: PackageScripts): Promise<string | null> {
  if (!hasTests) return null;
  for (const [lock, manager] of managers) {
    if ((await isFile(directory, lock)) && (await isOnPath(manager))) return `${manager} run test`;
  }
  return "npm run test";
}
