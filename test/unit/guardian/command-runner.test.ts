import { writeFileSync } from "node:fs";
import { open, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { commandEnvironment } from "../../../src/guardian/commands/command-environment.ts";
import { runCommand, type CommandRequest } from "../../../src/guardian/commands/command-runner.ts";
import { readWindow } from "../../../src/guardian/commands/output-window.ts";
import { neverAborted, temporaryFolder, writeTree, type Tree } from "./slot.ts";

async function run(tree: Tree, command: string, options: Partial<CommandRequest> = {}, signal = neverAborted) {
  const directory = await temporaryFolder();
  await writeTree(directory, tree);
  return { directory, result: await runCommand({ command, directory, timeoutMs: 20_000, outputBytesMax: 100_000, ...options }, signal) };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A killed process may stay visible until its new parent has taken note. */
async function isGone(pid: number): Promise<boolean> {
  if (process.platform !== "linux") return !isRunning(pid);
  const state = await readFile(`/proc/${pid}/stat`, "utf8").then((text) => text.split(") ")[1]?.[0], () => null);
  return state === null || state === "Z";
}

/** Starts a process in a session of its own, which starts another, and writes both numbers to a file. */
const spawner = `
  const { spawn } = require("node:child_process");
  const { writeFileSync } = require("node:fs");
  const sleep = "setInterval(() => {}, 1000)";
  const child = spawn(process.execPath, ["-e", "const c = require('node:child_process').spawn(process.execPath, ['-e', " + JSON.stringify(sleep) + "], { detached: true, stdio: 'inherit' }); process.send(c.pid); " + sleep], { detached: true, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.on("message", (pid) => { writeFileSync("pids", JSON.stringify([process.pid, child.pid, pid])); child.disconnect(); child.unref(); AFTER });
`;

describe("runCommand", () => {
  test("answers exit code and output of both streams, without a shell in between", async () => {
    const { result } = await run({ "a.js": "console.log(process.argv.slice(2).join('|')); console.error('bad'); process.exitCode = 3;" }, "node a.js '$HOME' '*.js' 'a b'");
    expect(result).toMatchObject({ exitCode: 3, timedOut: false, command: "node a.js '$HOME' '*.js' 'a b'" });
    expect(result.output).toContain("$HOME|*.js|a b");
    expect(result.output).toContain("bad");
  });

  test("with a file for its input, what it makes of that and what it says beside are not mixed", async () => {
    const folder = await temporaryFolder();
    await writeTree(folder, { "in.txt": "given" });
    const filter = "const text = require('node:fs').readFileSync(0, 'utf8'); console.error('beside'); console.log(text.toUpperCase()); process.exitCode = Number(process.argv[2]);";
    const ended = async (code: number) => (await run({ "a.js": filter }, `node a.js ${code}`, { inputFile: join(folder, "in.txt") })).result;
    expect(await ended(0)).toMatchObject({ exitCode: 0, output: "GIVEN\n" });
    expect(await ended(1)).toMatchObject({ exitCode: 1, output: "beside\n" });
  });

  test("a program that is missing ends like in a shell", async () => {
    const { result } = await run({}, "no-such-program --x");
    expect(result).toMatchObject({ exitCode: 127, timedOut: false });
    expect(result.output).toContain("no-such-program: command not found");
  });

  test("the project's own tools come first in the path", async () => {
    const { result } = await run({ "node_modules/.bin/tsc": { executable: "#!/bin/sh\necho own tsc" } }, "tsc");
    expect(result.output).toBe("own tsc\n");
  });

  test("runs in the folder, with PWD set to it, and with nothing to read", async () => {
    const { result, directory } = await run({ "a.sh": { executable: "#!/bin/sh\npwd; echo $PWD; cat; echo end" } }, "./a.sh");
    expect(result.output).toBe(`${directory}\n${directory}\nend\n`);
  });

  test("passes no secret and no switch of the runtime's on", async () => {
    const names = ["TEST_API_KEY", "TEST_TOKEN", "TEST_SECRET", "NODE_OPTIONS", "TEST_ANYTHING"];
    const had = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = name === "NODE_OPTIONS" ? "--no-warnings" : "private";
    try {
      const { result } = await run({ "a.js": "console.log(JSON.stringify(process.env))" }, "node a.js", { environment: { EXTRA: "yes" } });
      const environment: Record<string, string> = JSON.parse(result.output);
      for (const name of names) expect(environment[name]).toBeUndefined();
      expect(result.output).not.toContain("private");
      expect(environment).toMatchObject({ CI: "1", EXTRA: "yes", HOME: process.env["HOME"] });
    } finally {
      names.forEach((name, at) => {
        const value = had[at];
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      });
    }
  });

  test("the deadline ends it with all that it started, in whatever group", async () => {
    const { result, directory } = await run({ "a.js": spawner.replace("AFTER", "setInterval(() => {}, 1000)") }, "node a.js", { timeoutMs: 5_000 });
    expect(result).toMatchObject({ exitCode: null, timedOut: true });
    const pids: number[] = JSON.parse(await readFile(join(directory, "pids"), "utf8"));
    expect(pids).toHaveLength(3);
    for (const pid of pids) expect(await isGone(pid)).toBe(true);
  });

  test("what it leaves running in the background is ended too, and holds nothing up", async () => {
    const { result, directory } = await run({ "a.js": spawner.replace("AFTER", "process.exit(0)") }, "node a.js");
    expect(result).toMatchObject({ exitCode: 0, timedOut: false });
    const pids: number[] = JSON.parse(await readFile(join(directory, "pids"), "utf8"));
    for (const pid of pids) expect(await isGone(pid)).toBe(true);
  });

  test("abort ends it and rejects", async () => {
    const directory = await temporaryFolder();
    await writeTree(directory, { "a.js": "require('node:fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)" });
    const controller = new AbortController();
    const running = runCommand({ command: "node a.js", directory, timeoutMs: 20_000, outputBytesMax: 1000 }, controller.signal);
    const pid = await pollFor(async () => Number(await readFile(join(directory, "pid"), "utf8").catch(() => "0")) || null);
    controller.abort();
    await expect(running).rejects.toMatchObject({ kind: "aborted" });
    expect(await isGone(pid)).toBe(true);
    await expect(runCommand({ command: "node a.js", directory, timeoutMs: 1, outputBytesMax: 1 }, controller.signal)).rejects.toMatchObject({ kind: "aborted" });
  });

  test("output is cut in the middle", async () => {
    const { result } = await run({ "a.js": "console.log('first'); for (let i = 0; i < 20000; i += 1) console.log('line', i); console.log('last');" }, "node a.js", { outputBytesMax: 2_000 });
    expect(result.output.startsWith("first\n")).toBe(true);
    expect(result.output.endsWith("last\n")).toBe(true);
    expect(result.output).toMatch(/\[… \d+ bytes left out …\]/);
    expect(Buffer.byteLength(result.output)).toBeLessThan(2_100);
  });

  test("loses nothing of what a process prints before it ends, however busy this one is", async () => {
    const directory = await temporaryFolder();
    await writeTree(directory, {
      "a.js": `const fs = require("node:fs");
        fs.writeFileSync("ready", "");
        while (!fs.existsSync("go"));
        for (let at = 0; at < 2000; at += 1) (at % 2 ? console.error : console.log)("line " + at);
        process.exit(1);`,
    });
    const running = runCommand({ command: "node a.js", directory, timeoutMs: 20_000, outputBytesMax: 100_000 }, neverAborted);
    await pollFor(async () => ((await readdir(directory)).includes("ready") ? true : null));
    writeFileSync(join(directory, "go"), "");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
    const { exitCode, output } = await running;
    expect(exitCode).toBe(1);
    expect(output).toBe(Array.from({ length: 2000 }, (_, at) => `line ${at}\n`).join(""));
  });

  test("one that prints without end is ended, and leaves no file behind", async () => {
    const flood = "const line = 'x'.repeat(65535) + '\\n'; for (;;) process.stdout.write(line);";
    const temporary = await temporaryFolder();
    vi.stubEnv("TMPDIR", temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { result } = await run({ "a.js": flood }, "node a.js", { outputBytesMax: 1_000 });
    expect(result).toMatchObject({ exitCode: null, timedOut: false, endedAtBytes: 16 * 1024 * 1024 });
    expect(Buffer.byteLength(result.output)).toBeLessThan(1_100);
    expect((await readdir(temporary)).filter((name) => name.startsWith("orchestrator-output-"))).toEqual([]);
  });

  test("refuses what is no plain command, and a folder that is not there", async () => {
    await expect(run({}, "npm test && rm x")).rejects.toMatchObject({ kind: "command-refused" });
    await expect(run({}, "npm test", { directory: "/no/such/folder" })).rejects.toMatchObject({ kind: "not-a-directory" });
  });
});

async function pollFor<Value>(ask: () => Promise<Value | null>): Promise<Value> {
  for (;;) {
    const value = await ask();
    if (value !== null) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("the environment holds only what is on the list", () => {
  const environment = commandEnvironment({ PATH: "/bin", AWS_ACCESS_KEY_ID: "x", GITHUB_TOKEN: "x", npm_config__authToken: "x", SSH_AUTH_SOCK: "x", OPENCODE: "x" }, "/slot");
  expect(Object.values(environment)).not.toContain("x");
  expect(environment["PATH"]).toBe("/slot/node_modules/.bin:/bin");
});

test("an output window keeps beginning and end, and says what it left out", async () => {
  const folder = await temporaryFolder();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 200 }), async (bytes, bytesMax) => {
      const whole = Buffer.from(bytes.map((value) => 97 + (value % 26))).toString();
      await writeFile(join(folder, "output"), whole);
      const file = await open(join(folder, "output"));
      const text = await readWindow(file, bytesMax).finally(() => file.close());
      const left = whole.length - bytesMax;
      const head = whole.slice(0, Math.floor(bytesMax / 2));
      const tail = whole.slice(whole.length - (bytesMax - head.length));
      expect(text).toBe(left <= 0 ? whole : `${head}\n[… ${left} bytes left out …]\n${tail}`);
    }),
  );
});
