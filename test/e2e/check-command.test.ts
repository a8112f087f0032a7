// The command as users run it: packed, installed elsewhere from the packed file, and started by npx in a repository.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, realpath, rm, watch, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "sarif";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { packageRoot } from "../../scripts/opencode.ts";
import type { CheckFailure, CheckReport } from "../../src/cli/check-json.ts";
import { ensureBuilt } from "../support/built.ts";
import { git, repositoryWith, write } from "../unit/workspace/support.ts";

const commandMs = 60_000;
const installMs = 120_000;
const adds = "export const add = (a, b) => a + b;\n";
const unlinked = 'import { nothing } from "./add.js";\n\nnothing();\n';
const command = join(packageRoot, "dist", "cli", "main.js");

beforeAll(ensureBuilt, 200_000);

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A repository with one commit, in a place that has its own home. */
async function place(): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "orchestrator-check-")));
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") console.error(`kept: ${directory}`);
    else await rm(directory, { recursive: true, force: true });
  });
  return repositoryWith(join(directory, "my repo"), { "package.json": '{ "type": "module" }\n', "src/add.js": adds });
}

function environmentOf(folder: string): NodeJS.ProcessEnv {
  const { NO_COLOR: _plain, FORCE_COLOR: _colour, NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...env } = process.env;
  const home = join(folder, "..", "home");
  return { ...env, HOME: home, XDG_CACHE_HOME: join(home, "cache"), XDG_CONFIG_HOME: join(home, "config") };
}

function run(folder: string, argv: readonly string[], program = process.execPath, more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const env = { ...environmentOf(folder), ...more };
  const options = { cwd: folder, env, timeout: installMs, maxBuffer: 16 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(program, [...argv], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === "number") resolve({ exitCode: code, stdout, stderr });
      else reject(error ?? new Error("It ended without an exit code."));
    });
  });
}

const cli = (folder: string, ...argv: string[]): Promise<Ended> => run(folder, [command, ...argv]);

describe("exit codes and streams", { timeout: commandMs }, () => {
  test("0 and 1: the result is on standard output, progress on standard error", async () => {
    const folder = await place();
    write(folder, { "src/new.js": adds.replace("add", "plus") });
    const accepted = await cli(folder, "check");
    expect(accepted).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("\nAccepted with 1 warning: 1 changed file against HEAD (") });
    expect(accepted.stderr).toMatch(/^capture +\d+ ms\nslot +\d+ ms\nscope +\d+ ms\n/);
    write(folder, { "src/ü new.js": unlinked });
    const refused = await cli(folder, "check", "--quiet");
    expect(refused).toMatchObject({ exitCode: 1, stderr: "" });
    expect(refused.stdout).toContain("  src/ü new.js:1:10  error  links/unknown-export\n");
    expect(refused.stdout).toContain('Refused at the stage "links" with 1 error and 1 warning: 2 changed files');
    const coloured = await run(folder, [command, "check", "-q"], process.execPath, { FORCE_COLOR: "1" });
    expect(coloured.stdout).toContain("\u001b[31merror\u001b[39m");
  });

  test("JSON and SARIF are all of standard output", async () => {
    const folder = await place();
    write(folder, { "src/ü new.js": unlinked });
    const report = JSON.parse((await cli(folder, "check", "--json")).stdout) as CheckReport;
    expect(report).toMatchObject({ version: 1, outcome: "refused", refusedBy: "links", root: folder, counts: { errors: 1, warnings: 0 } });
    expect(report.base).toEqual({ commit: git(folder, "rev-parse", "HEAD"), kind: "head", text: expect.stringContaining("HEAD") });
    expect(report.files).toEqual([{ path: "src/ü new.js", status: "added" }]);
    expect(report.findings).toMatchObject([{ rule: "links/unknown-export", file: "src/ü new.js", line: 1, column: 10 }]);
    const sarif = await cli(folder, "check", "--sarif");
    expect(sarif.exitCode).toBe(1);
    const { version, runs } = JSON.parse(sarif.stdout) as Log;
    expect([version, runs[0]?.results?.[0]?.ruleId, runs[0]?.tool.driver.version]).toEqual(["2.1.0", "links/unknown-export", ownVersion()]);
  });

  test.each<[string, readonly string[], string]>([
    ["an unknown verb", ["chek"], "unknown command 'chek'\n(Did you mean check?)"],
    ["an unknown option", ["check", "--bse", "x"], "(Did you mean --base?)"],
    ["an unknown stage", ["check", "--skip", "lnt"], "The stages are scope, syntax"],
    ["two formats", ["check", "--json", "--sarif"], "cannot be used with"],
    ["an unknown base", ["check", "--base", "nowhere"], '"nowhere" names no commit'],
    ["an unknown path", ["check", "nowhere.js"], '"nowhere.js" is not there'],
    ["a command for a shell", ["check", "--checks", "a | b"], "no shell runs it"],
    ["no verb", [], "Usage: opencode-orchestrator"],
  ])("2: %s", async (_, argv, said) => {
    const ended = await cli(await place(), ...argv);
    expect(ended).toMatchObject({ exitCode: 2, stdout: "" });
    expect(ended.stderr).toContain(said);
  });

  test("2: a wrong configuration, told with line and column, as JSON too", async () => {
    const folder = await place();
    write(folder, { "opencode.toml": "[orchestrator]\nslotz = 3\n" });
    const ended = await cli(folder, "check", "--json");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain("opencode.toml:2:1: unknown key");
    const failure = JSON.parse(ended.stdout) as CheckFailure;
    expect(failure).toMatchObject({ version: 1, outcome: "failed", error: { kind: "config-invalid" } });
  });

  test("3: no repository, and no git", async () => {
    const folder = await place();
    const outside = await run(join(folder, ".."), [command, "check"]);
    expect(outside).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("is in no git repository") });
    const empty = join(folder, "..", "empty");
    await mkdir(empty);
    const gitless = await run(folder, [command, "check"], process.execPath, { PATH: empty });
    expect(gitless).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("Install git") });
  });

  test("130: interrupted, with everything ended that was started", async () => {
    const folder = await place();
    const mark = join(folder, "..", "marks");
    await mkdir(mark);
    // In a namespace of its own a process has another number there than here, so it is known by its beats.
    const beat = join(mark, "beat");
    write(folder, {
      "slow.js": `import { writeFileSync } from "node:fs";
setInterval(() => writeFileSync(${JSON.stringify(beat)}, String(performance.now())), 5);
`,
    });
    const started = watch(mark, { signal: AbortSignal.timeout(commandMs) });
    const child = spawn(process.execPath, [command, "check", "-c", "node slow.js"], { cwd: folder, env: environmentOf(folder) });
    const exit = once(child, "exit");
    for await (const _ of started) if (existsSync(beat)) break;
    child.kill("SIGINT");
    expect(await exit).toEqual([130, null]);
    const last = readFileSync(beat, "utf8");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(readFileSync(beat, "utf8")).toBe(last);
    const cached = await readdir(join(folder, "..", "home", "cache"), { recursive: true });
    expect(cached.filter((name) => name.endsWith(".lock"))).toEqual([]);
  });
});

describe("help", { timeout: commandMs }, () => {
  test("says what there is, and ends with 0", async () => {
    const folder = await place();
    const [general, help, version] = await Promise.all([
      cli(folder, "--help"), cli(folder, "check", "--help"), cli(folder, "--version"),
    ]);
    expect(general).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining("check [options] [paths...]") });
    expect(help).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringMatching(/--base <revision>[^]*Exit codes:/) });
    expect(version).toEqual({ exitCode: 0, stderr: "", stdout: `${ownVersion()}\n` });
  });
});

function ownVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string }).version;
}

test("packed and installed elsewhere, npx runs it", { timeout: 2 * installMs }, async (context) => {
  const folder = await place();
  const above = join(folder, "..");
  const quietly = ["--no-audit", "--no-fund", "--loglevel=error"];
  // What npm fetched before need not be fetched again.
  const cache = { npm_config_cache: process.env["npm_config_cache"] ?? join(homedir(), ".npm") };
  const pack = ["pack", "--ignore-scripts", "--pack-destination", above, ...quietly];
  const packed = await run(packageRoot, pack, "npm", environmentOf(folder));
  expect(packed).toMatchObject({ exitCode: 0 });
  const tarball = (await readdir(above)).find((name) => name.endsWith(".tgz")) ?? "";
  await writeFile(join(folder, ".gitignore"), "node_modules/\n");
  const install = ["install", join(above, tarball), "--ignore-scripts", "--prefer-offline", "--no-save", ...quietly];
  const installed = await run(folder, install, "npm", cache);
  if (installed.stderr.includes("ENOTFOUND") || installed.stderr.includes("ECONNREFUSED")) return context.skip(installed.stderr);
  expect(installed).toMatchObject({ exitCode: 0 });
  write(folder, { "src/new.js": unlinked });
  const checked = await run(folder, ["--offline", "opencode-orchestrator", "check", "--json"], "npx", cache);
  expect(checked.exitCode, checked.stderr).toBe(1);
  const report = JSON.parse(checked.stdout) as CheckReport;
  expect(report.findings.map(({ rule }) => rule)).toEqual(["links/unknown-export"]);
  expect(report.files.map((file) => file.path)).toEqual([".gitignore", "src/new.js"]);
});
