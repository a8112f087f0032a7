// Which runner a JavaScript project tests with, and how that is told to run single files. It is started with the options
// of the project's own script that say how tests are loaded, and without those that watch, count or choose.
import { posix } from "node:path";
import { packageProgram } from "../tools/tool-place.ts";
import type { PackageScripts } from "./test-scripts.ts";

export interface TestRunner {
  readonly name: string;
  /** Words before the files. */
  readonly words: readonly string[];
}

interface Kind {
  readonly name: string;
  /** Words between the program and the options that are kept. */
  readonly begin: readonly string[];
  /** Words between these and the files. */
  readonly end: readonly string[];
  /** Options that are kept with the word behind them, and without one. */
  readonly valued: readonly string[];
  readonly flags: RegExp;
}

const never = /^$/;
const loading = ["-r", "--require", "--import", "--loader", "--experimental-loader"];
const kinds: readonly Kind[] = [
  { name: "vitest", begin: ["run"], end: ["--passWithNoTests"], valued: ["-c", "--config", "-r", "--root", "--dir", "--environment"], flags: /^--globals$/ },
  { name: "jest", begin: [], end: ["--passWithNoTests", "--runTestsByPath"], valued: ["-c", "--config", "--env", "--rootDir", "--preset"], flags: never },
  { name: "mocha", begin: [], end: [], valued: [...loading, "-u", "--ui", "-t", "--timeout", "--config", "--extension"], flags: /^--exit$|^--experimental-/ },
  { name: "ava", begin: [], end: [], valued: ["--config", "--node-arguments"], flags: /^--serial$/ },
  { name: "tape", begin: [], end: [], valued: ["-r", "--require"], flags: never },
  { name: "tap", begin: [], end: [], valued: ["--node-arg", "--test-arg"], flags: /^--no-check-coverage$|^--no-coverage$|^--disable-coverage$/ },
];
const nodeValued = [...loading, "-C", "--conditions", "--max-old-space-size"];
const nodeFlags = /^--(?:experimental-|no-warnings|expose-gc|enable-source-maps|no-deprecation|stack-size|test-concurrency=|import=|require=|conditions=)/;

/** Null if none is known, or the known one is not installed. */
export async function findTestRunner(directory: string, { commands, packages }: PackageScripts): Promise<TestRunner | null> {
  for (const words of commands) {
    const found = (await installedRunner(directory, words)) ?? (await builtInRunner(directory, words));
    if (found !== null) return found;
  }
  for (const kind of kinds) {
    const program = packages.has(kind.name) ? await packageProgram(directory, "", kind.name) : null;
    if (program !== null) return runner(kind, [program], []);
  }
  return null;
}

/** `nyc mocha -r ts-node/register test`, `node --experimental-vm-modules node_modules/jest/bin/jest.js`. */
async function installedRunner(directory: string, words: readonly string[]): Promise<TestRunner | null> {
  for (const [at, word] of words.entries()) {
    const name = posix.basename(word).replace(/\.[cm]?js$/, "").replace(/^_/, "");
    const kind = kinds.find((one) => one.name === name);
    // `--import tap` is no call of it.
    if (kind === undefined || loading.includes(words[at - 1] ?? "")) continue;
    const program = await packageProgram(directory, "", name);
    if (program === null) return null;
    const isScript = /\.[cm]?js$/.test(word) && words[0] === "node";
    const start = isScript ? ["node", ...kept(words.slice(1, at), nodeValued, nodeFlags), word] : [program];
    return runner(kind, start, words.slice(at + 1));
  }
  return null;
}

function runner({ name, begin, end, valued, flags }: Kind, start: readonly string[], options: readonly string[]): TestRunner {
  return { name, words: [...start, ...begin, ...kept(options, valued, flags), ...end] };
}

/** `node --test`, `tsx --test`, `bun test`, each possibly behind a tool that counts coverage. */
async function builtInRunner(directory: string, words: readonly string[]): Promise<TestRunner | null> {
  const at = words.findIndex((word) => /^(?:node|tsx|bun)$/.test(word));
  const [program = "", ...options] = at < 0 ? [] : words.slice(at);
  if (program === "bun") return options[0] === "test" ? { name: "bun", words: ["bun", "test"] } : null;
  if (!options.includes("--test")) return null;
  const path = program === "node" ? "node" : await packageProgram(directory, "", program);
  if (path === null) return null;
  return { name: "node", words: [path, ...kept(options, nodeValued, nodeFlags), "--test"] };
}

function kept(options: readonly string[], valued: readonly string[], flags: RegExp): string[] {
  const found: string[] = [];
  for (const [at, option] of options.entries()) {
    const value = options[at + 1];
    if (valued.includes(option) && value !== undefined) found.push(option, value);
    else if (flags.test(option) || valued.some((name) => name.startsWith("--") && option.startsWith(`${name}=`))) found.push(option);
  }
  return found;
}
