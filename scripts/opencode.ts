// The real OpenCode for scripts, tests and benchmarks: a home of its own, the plugin registered as a user registers it,
// and runs with a deadline. It knows nothing of missions.
import { spawn } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const packageRoot = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

export interface OpenCodeHome {
  readonly directory: string;
  readonly configFile: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface OpenCodeRun {
  readonly exitCode: number | null;
  readonly output: string;
  readonly timedOut: boolean;
}

export interface RunningOpenCode {
  readonly finished: Promise<OpenCodeRun>;
  /** Ends it and all that it started. */
  kill(signal: NodeJS.Signals): void;
}

/** The pinned binary of this package's development dependencies. */
export function openCodeBinary(): string {
  const require = createRequire(import.meta.url);
  const system = process.platform === "win32" ? "windows" : process.platform;
  const suffix = process.platform === "win32" ? ".exe" : "";
  return join(dirname(require.resolve(`opencode-${system}-${process.arch}/package.json`)), "bin", `opencode${suffix}`);
}

/** A home with nothing in it but a configuration, so that nothing of the user's is read or written. */
export async function makeHome(directory: string, config: Readonly<Record<string, unknown>>): Promise<OpenCodeHome> {
  const configDirectory = join(directory, ".config", "opencode");
  await mkdir(configDirectory, { recursive: true });
  const configFile = join(configDirectory, "opencode.json");
  const quiet = { $schema: "https://opencode.ai/config.json", autoupdate: false, share: "disabled" };
  await writeFile(configFile, `${JSON.stringify({ ...quiet, ...config }, null, 2)}\n`);
  await bringHostPackage(configDirectory);
  return { directory, configFile, environment: environmentOf(directory) };
}

/**
 * With a plugin registered, OpenCode's first start in a home installs `@opencode-ai/plugin` there and waits for it; on a
 * slow network that takes a minute. It asks no registry where the package stands already and the lock file names it.
 */
async function bringHostPackage(configDirectory: string): Promise<void> {
  const name = "@opencode-ai/plugin";
  const installed = join(packageRoot, "node_modules", name);
  const { version } = JSON.parse(await readFile(join(installed, "package.json"), "utf8")) as { readonly version: string };
  const own = { dependencies: { [name]: version } };
  const link = join(configDirectory, "node_modules", name);
  await mkdir(dirname(link), { recursive: true });
  await symlink(installed, link, "junction");
  await writeFile(join(configDirectory, "package.json"), JSON.stringify(own));
  await writeFile(join(configDirectory, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages: { "": own } }));
}

function environmentOf(directory: string): NodeJS.ProcessEnv {
  const kept = ["PATH", "LANG", "TMPDIR", "TERM", "SystemRoot"];
  return {
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    // No look-ups at start: an isolated home is for runs that must not depend on the network.
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    HOME: directory,
    XDG_CONFIG_HOME: join(directory, ".config"),
    XDG_DATA_HOME: join(directory, ".local", "share"),
    XDG_STATE_HOME: join(directory, ".local", "state"),
    XDG_CACHE_HOME: join(directory, ".cache"),
  };
}

/** Registers a plugin by OpenCode's own command, which writes it into the home's configuration. */
export async function registerPlugin(home: OpenCodeHome, project: string, path = packageRoot): Promise<void> {
  const run = await startOpenCode(home, project, ["plugin", path, "--global"], 120_000).finished;
  const written = await readFile(home.configFile, "utf8");
  if (run.exitCode !== 0 || !written.includes(path)) {
    throw new Error(`opencode plugin could not register ${path} (exit ${run.exitCode}):\n${run.output}`);
  }
}

/** Starts OpenCode in a project; its output is gathered and told line by line. */
export function startOpenCode(
  home: Pick<OpenCodeHome, "environment">,
  project: string,
  args: readonly string[],
  timeoutMs: number,
  onOutput: (text: string) => void = () => undefined,
): RunningOpenCode {
  // OpenCode takes its folder from PWD before the real working directory.
  const env = { ...home.environment, PWD: project };
  const child = spawn(openCodeBinary(), [...args], { cwd: project, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let output = "";
  let timedOut = false;
  const kill = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has ended already.
    }
  };
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    onOutput(chunk.toString());
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const timer = setTimeout(() => {
    timedOut = true;
    kill("SIGKILL");
  }, timeoutMs);
  const finished = new Promise<OpenCodeRun>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, output, timedOut }));
  }).finally(() => clearTimeout(timer));
  return { finished, kill };
}
