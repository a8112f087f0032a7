// The real OpenCode against the scripted server: what it sends is understood, and what it gets it acts on.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openCodeProvider, startScriptedServer, type Script, type ScriptedServer } from "../../src/scripted/index.ts";

const binary = fileURLToPath(new URL("../../node_modules/.bin/opencode", import.meta.url));
const runMs = 60_000;

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

interface Workplace {
  readonly server: ScriptedServer;
  readonly project: string;
  /** `opencode run` with these words, in a home of its own. */
  run(...words: readonly string[]): Promise<Ended>;
}

async function workplace(script: Script): Promise<Workplace> {
  const root = await mkdtemp(join(tmpdir(), "orchestrator-scripted-"));
  const server = await startScriptedServer({ script });
  onTestFinished(async ({ task }) => {
    await server.close();
    if (task.result?.state === "fail") console.log(`The test's folder is kept: ${root}`);
    else await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });
  const home = join(root, "home");
  const project = join(root, "project");
  await mkdir(join(home, "config", "opencode"), { recursive: true });
  await mkdir(project);
  const configuration = {
    $schema: "https://opencode.ai/config.json",
    autoupdate: false,
    share: "disabled",
    model: "scripted/weak",
    small_model: "scripted/weak",
    provider: openCodeProvider(server.url),
  };
  await writeFile(join(home, "config", "opencode", "opencode.json"), JSON.stringify(configuration));
  const environment = {
    PATH: process.env["PATH"],
    PWD: project,
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_DATA_HOME: join(home, "data"),
    XDG_STATE_HOME: join(home, "state"),
    XDG_CACHE_HOME: join(home, "cache"),
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
  };
  return { server, project, run: (...words) => runOpenCode(words, project, environment) };
}

function runOpenCode(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, ["run", ...words], { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const end = () => {
      // The whole group: the command starts the binary proper as a child of its own.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    };
    const deadline = setTimeout(end, runMs);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (output += part.toString()));
    child.once("error", reject);
    child.once("close", (exitCode) => {
      clearTimeout(deadline);
      resolve({ exitCode, output });
    });
  });
}

test("opencode run prints what the script says, and its requests name no role", { timeout: 2 * runMs }, async () => {
  const { server, run } = await workplace({ entries: [] });
  const { exitCode, output } = await run("hello");
  expect(output).toContain("Hello.");
  expect(exitCode).toBe(0);
  const asked = server.requests.find(({ request }) => request?.tools.includes("read"));
  expect(asked).toMatchObject({ role: null, status: 200, request: { stream: true, model: "weak" } });
  expect(asked?.headers["x-session-id"]).toBeDefined();
  expect(server.requests.every(({ status }) => status === 200)).toBe(true);
});

test("OpenCode does what scripted edits say, after a rate limit and with tool calls side by side", { timeout: 2 * runMs }, async () => {
  const edits = [
    { path: "new.txt", content: "made\n" },
    { path: "whole.txt", content: "written over\n" },
    { path: "old.txt", old: "one", new: "ONE" },
    { path: "old.txt", old: "two", new: "TWO" },
  ];
  const { server, project, run } = await workplace({
    entries: [],
    otherwise: { edits, fault: { kind: "rate-limit", retryAfterSeconds: 0, times: 1 } },
  });
  await writeFile(join(project, "old.txt"), "one\ntwo\n");
  await writeFile(join(project, "whole.txt"), "as it was\n");
  const { output } = await run("--title", "given, so that no model is asked for one", "edit");
  const read = (name: string) => readFile(join(project, name), "utf8");
  expect([await read("new.txt"), await read("old.txt"), await read("whole.txt")], output).toEqual(["made\n", "ONE\nTWO\n", "written over\n"]);
  expect(server.requests.map(({ turn, status }) => [turn, status])).toEqual([[0, 429], [0, 200], [1, 200], [2, 200], [3, 200]]);
});
