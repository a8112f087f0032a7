// `npm start`: the main job on an embedded default, or on the user's own repository with the user's own model.
//   npm start
//   npm start -- --model provider/model --repo PATH "<mission>"
import { execFile } from "node:child_process";
import { cp, mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { demoGoal, demoScript } from "../examples/http-api.demo.ts";
import { totalTokens } from "../src/core/usage.ts";
import type { MissionView } from "../src/core/view.ts";
import { openCodeProvider, startScriptedServer } from "../src/scripted/index.ts";
import { makeHome, packageRoot, registerPlugin, startOpenCode, type OpenCodeHome } from "./opencode.ts";
import { followProgress } from "./progress.ts";

const run = promisify(execFile);
const demoMs = 10 * 60_000;
const usersMissionMs = 24 * 3_600_000;

interface Mission {
  readonly home: Pick<OpenCodeHome, "environment">;
  readonly project: string;
  readonly goal: string;
  readonly model: string | null;
  readonly timeoutMs: number;
}

class UsageError extends Error {}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { model: { type: "string" }, repo: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help === true) {
    console.log('npm start\nnpm start -- --model provider/model --repo PATH "<mission>"');
    return 0;
  }
  if (values.model === undefined && values.repo === undefined && positionals.length === 0) return demo();
  const goal = positionals.join(" ").trim();
  if (values.repo === undefined || goal === "") {
    throw new UsageError('Name a repository and a mission: npm start -- --model provider/model --repo PATH "<mission>"');
  }
  return onRepository(resolve(values.repo), goal, values.model ?? null);
}

/** Everything in a new folder: the example, a home for OpenCode, and a model server on loopback. */
async function demo(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "opencode-orchestrator-demo-"));
  const project = join(folder, "http-api");
  await cp(join(packageRoot, "examples", "http-api"), project, { recursive: true });
  const git = (...args: string[]) => run("git", ["-c", "user.name=Demo", "-c", "user.email=demo@example.org", ...args], { cwd: project });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "The notes API");
  const server = await startScriptedServer({ script: demoScript });
  try {
    const home = await makeHome(join(folder, "home"), { model: "scripted/weak", provider: openCodeProvider(server.url) });
    console.log(`Project:      ${project}\nModel server: ${server.url}, scripted: it answers as written in examples/\n`);
    await registerPlugin(home, project);
    console.log(`Registered:   opencode plugin ${packageRoot} --global\nRunning:      /task "${demoGoal}"\n`);
    const view = await runMission({ home, project, goal: demoGoal, model: null, timeoutMs: demoMs });
    const testsPass = await runTests(project);
    await showResult(project, view);
    return view?.outcome === "done" && testsPass ? 0 : 1;
  } finally {
    await server.close();
  }
}

/** In the user's own home, with the user's own keys; the plugin is registered for this run alone. */
async function onRepository(project: string, goal: string, model: string | null): Promise<number> {
  const isDirectory = await stat(project).then((found) => found.isDirectory(), () => false);
  if (!isDirectory) throw new UsageError(`${project} is not a directory; --repo names the folder of a project.`);
  const config = JSON.stringify({ plugin: [packageRoot] });
  const home = { environment: { ...process.env, OPENCODE_CONFIG_CONTENT: config } };
  const view = await runMission({ home, project, goal, model, timeoutMs: usersMissionMs });
  await showResult(project, view);
  return view?.outcome === "done" ? 0 : 1;
}

async function runMission({ home, project, goal, model, timeoutMs }: Mission): Promise<MissionView | null> {
  const progress = await followProgress(project, (line) => console.log(line));
  const args = ["run", ...(model === null ? [] : ["--model", model]), "--command", "task", goal];
  const opencode = startOpenCode(home, project, args, timeoutMs);
  // The first interrupt lets OpenCode end by itself, so that the mission is paused and can be resumed.
  const interrupt = (): void => opencode.kill("SIGINT");
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const { output, timedOut } = await opencode.finished;
  process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  const result = await progress.stop();
  console.log(`\n${output.trim()}\n`);
  if (timedOut) console.error(`error: OpenCode did not end within ${timeoutMs / 1000} s and was ended; /task resume goes on.`);
  return result?.view ?? null;
}

async function runTests(project: string): Promise<boolean> {
  console.log("The project's own tests, old and new, in the landed tree (npm test):");
  const result = await run("npm", ["test"], { cwd: project, timeout: 120_000 }).then(
    ({ stdout }) => ({ passed: true, stdout }),
    (thrown: { stdout?: string }) => ({ passed: false, stdout: thrown.stdout ?? "" }),
  );
  const counts = result.stdout.split("\n").filter((line) => /^(?:ℹ|#) (?:tests|pass|fail) /u.test(line));
  console.log(`${counts.join("\n")}\n${result.passed ? "passed" : "FAILED"}\n`);
  return result.passed;
}

async function showResult(project: string, view: MissionView | null): Promise<void> {
  if (view === null) {
    console.log("No mission was begun.");
    return;
  }
  const landed = view.landing?.outcome === "landed" ? `${view.landing.files.length} files, uncommitted` : "nothing";
  console.log(`Outcome: ${view.outcome ?? view.paused ?? view.phase}`);
  console.log(`Landed:  ${landed}; look at it with: git -C ${project} status`);
  console.log(`Spent:   ${view.usage.calls} model calls, ${totalTokens(view.usage)} tokens`);
  console.log(`History: git -C ${project} log --oneline orchestrator/${view.mission}`);
  console.log(`Report:  ${join(project, ".opencode", "orchestrator", "missions", view.mission, "report.md")}`);
}

try {
  process.exitCode = await main();
} catch (thrown) {
  console.error(`error: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  process.exitCode = thrown instanceof UsageError ? 2 : 1;
}
