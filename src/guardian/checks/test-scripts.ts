// What a project's `npm test` does, read from package.json: simple commands as words, through the scripts that it calls.
import { parseCommand } from "../../core/command.ts";
import { isRecord, settingsJson } from "../tools/settings-json.ts";
import { settingsText } from "../tools/tool-place.ts";

export interface PackageScripts {
  /** The words of each command that the test script runs, settings of the environment left out; empty without one. */
  readonly commands: readonly (readonly string[])[];
  /** Whether there is a test script that is not npm's placeholder. */
  readonly hasTests: boolean;
  /** Names of all packages that package.json depends on. */
  readonly packages: ReadonlySet<string>;
}

const depthMax = 4;
const manager = /^(?:npm|pnpm|yarn|bun)$/;

export async function packageScripts(directory: string): Promise<PackageScripts> {
  const manifest = await settingsJson((await settingsText(directory, "package.json")) ?? "");
  const scripts = tableOf(manifest, "scripts");
  const packages = ["dependencies", "devDependencies"].flatMap((name) => Object.keys(tableOf(manifest, name)));
  const hasTests = textOf(scripts, "test") !== "" && !/no test specified/i.test(textOf(scripts, "test"));
  return { commands: hasTests ? commandsOf(scripts, "test", 0) : [], hasTests, packages: new Set(packages) };
}

function commandsOf(scripts: Readonly<Record<string, unknown>>, name: string, depth: number): readonly (readonly string[])[] {
  if (depth > depthMax) return [];
  const parts = textOf(scripts, name).split(/&&|\|\||[;|&]/);
  return parts.flatMap((part) => {
    const reading = parseCommand(part.trim().replace(/^(?:cross-env\s+)?(?:[A-Za-z_]\w*=\S*\s+)+/, ""));
    if (!reading.ok) return [];
    const called = calledScript(reading.argv);
    return called === null || textOf(scripts, called) === "" ? [reading.argv] : commandsOf(scripts, called, depth + 1);
  });
}

/** `npm run unit`, `yarn unit`, `pnpm run -s unit`; Bun has a runner of its own under the name of the script. */
function calledScript([program = "", ...rest]: readonly string[]): string | null {
  if (!manager.test(program) || (program === "bun" && rest[0] !== "run")) return null;
  return rest.find((word) => !word.startsWith("-") && word !== "run" && word !== "run-script") ?? null;
}

function tableOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  const table = isRecord(value) ? value[name] : null;
  return isRecord(table) ? table : {};
}

function textOf(table: Readonly<Record<string, unknown>>, name: string): string {
  const text = Object.hasOwn(table, name) ? table[name] : null;
  return typeof text === "string" ? text : "";
}
