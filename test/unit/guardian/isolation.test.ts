// Commands that are shut in, and commands that misbehave: each by the means of the system that the test runs on.
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test, type TestContext } from "vitest";
import { succeedsAlone } from "../../../src/guardian/commands/command-runner.ts";
import { createIsolation, missesNetwork } from "../../../src/guardian/commands/isolation.ts";
import { createSlotRunner } from "../../../src/guardian/commands/slot-commands.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import { brief, neverAborted, prepare, temporaryFolder, writeTree, type Tree } from "./slot.ts";

const limits = { checkMs: 20_000, checkOutputBytesMax: 100_000, network: "off" } as const;
/** Of a network that is set aside for documentation: nothing answers there. */
const elsewhere = "require('node:net').connect({ host: '192.0.2.1', port: 9, timeout: 2000 }).on('error', (error) => { console.log(error.code); process.exit(1); }).on('timeout', () => { console.log('open'); process.exit(2); });";

async function run(tree: Tree, command: string, options: { network?: "on" | "off"; checkMs?: number } = {}) {
  const directory = await temporaryFolder();
  await writeTree(directory, tree);
  return createSlotRunner().run(directory, command, { ...limits, ...options }, neverAborted);
}

async function wrapperOrSkip({ skip }: TestContext): Promise<readonly string[]> {
  const wrapper = await createIsolation(succeedsAlone).wrapper(neverAborted);
  if (wrapper === null) skip("this system cuts no network off");
  return wrapper ?? [];
}

async function running(token: string): Promise<number> {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(names.map((name) => readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "")));
  return lines.filter((line) => line.includes(token)).length;
}

describe("the network", () => {
  test("is cut off from commands, but for the loopback", async (context) => {
    await wrapperOrSkip(context);
    const listens = "const net = require('node:net'); const server = net.createServer((socket) => socket.end('answered')).listen(0, () => net.connect(server.address().port, '127.0.0.1').on('data', (data) => { console.log(String(data)); server.close(); }));";
    expect(await run({ "a.js": listens }, "node a.js")).toMatchObject({ exitCode: 0, output: "answered\n", networkOff: true });
    expect((await run({ "a.js": elsewhere }, "node a.js")).output).toBe("ENETUNREACH\n");
    expect(await run({ "a.js": "console.log(1)" }, "node a.js", { network: "on" })).not.toHaveProperty("networkOff");
  });

  test("a command that misses it is told how to get it", async (context) => {
    await wrapperOrSkip(context);
    const verdict = await createGate().check(await prepare({ before: { "a.js": elsewhere }, after: { "b.txt": "x" }, input: { checks: ["node a.js"] } }), neverAborted);
    expect(verdict.findings[0]?.message).toBe('"node a.js" failed (exit 1) (commands have no network here but the loopback, unless gate.network = "on").');
    expect(verdict.notes).toContain('"node a.js" seems to need the network, which commands do not have; gate.network = "on" in opencode.toml gives it to them');
  });

  test("where it cannot be cut off, commands run, and that is said once", async () => {
    const directory = await temporaryFolder();
    await writeTree(directory, { "a.js": "console.log('ran')" });
    const runner = createSlotRunner(null, { wrapper: () => Promise.resolve(null) });
    expect(runner.notes()).toEqual([]);
    expect(await runner.run(directory, "node a.js", limits, neverAborted)).toMatchObject({ output: "ran\n" });
    expect(runner.notes()).toEqual([expect.stringContaining("commands ran with the network")]);
    expect(runner.notes()).toEqual([]);
  });

  test("what was found to work is not looked for again; what was called off is", async () => {
    let trials = 0;
    const isolation = createIsolation((argv, signal) => {
      trials += 1;
      signal.throwIfAborted();
      return Promise.resolve(argv.at(-1) === "true");
    });
    if ((await isolation.wrapper(neverAborted)) === null) return;
    await isolation.wrapper(neverAborted);
    expect(trials).toBe(1);
    const other = createIsolation((_, signal) => {
      signal.throwIfAborted();
      return Promise.resolve(false);
    });
    await expect(other.wrapper(AbortSignal.abort())).rejects.toThrow();
    expect(await other.wrapper(neverAborted)).toBeNull();
  });

  test.each([
    ["Error: getaddrinfo ENOTFOUND example.org", true],
    ["curl: (6) Could not resolve host: example.org", true],
    ["dial tcp: lookup proxy.golang.org: no such host", true],
    ["Error: connect ECONNREFUSED 127.0.0.1:3000", false],
    ["not found", false],
  ])("%s", (output, expected) => {
    expect(missesNetwork(output)).toBe(expected);
  });
});

describe("commands that misbehave", () => {
  test("daemons in sessions of their own, with nothing of their environment left, end with it", async (context) => {
    const wrapper = await wrapperOrSkip(context);
    if (!wrapper.includes("--pid") && !wrapper.includes("--unshare-pid")) context.skip("this system keeps no processes apart");
    const token = `daemon-${process.pid}-${Date.now()}`;
    const sleeper = "setInterval(() => {}, 1000)";
    const daemon = (then: string) => `const { spawn } = require("node:child_process");
      const middle = ${JSON.stringify(`require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(sleeper)}, "${token}"], { detached: true, env: {}, cwd: "/", stdio: "ignore" }).unref();`)};
      spawn(process.execPath, ["-e", middle], { detached: true, env: {}, cwd: "/", stdio: "ignore" }).on("exit", () => { console.log("left"); ${then} });`;
    expect(await run({ "a.js": daemon("") }, "node a.js")).toMatchObject({ exitCode: 0, output: "left\n" });
    expect(await running(token)).toBe(0);
    expect(await run({ "a.js": daemon(sleeper) }, "node a.js", { checkMs: 3_000 })).toMatchObject({ timedOut: true, output: "left\n" });
    expect(await running(token)).toBe(0);
  });

  test("one that kills itself was killed; one that is missing was not found", async () => {
    expect(await run({ "a.js": "process.kill(process.pid, 'SIGKILL')" }, "node a.js")).toMatchObject({ exitCode: null, timedOut: false });
    expect((await run({ "a.js": "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)" }, "node a.js")).exitCode).not.toBe(0);
    expect(await run({}, "no-such-program")).toMatchObject({ exitCode: 127, output: expect.stringMatching(/no-such-program: (?:command )?not found/) });
  });

  test("one that deletes files of the slot is told, and one that deletes the slot is refused", async () => {
    const deletes = { "a.js": "require('node:fs').rmSync('kept.txt')", "kept.txt": "x" };
    const verdict = await createGate().check(await prepare({ before: deletes, after: { "b.txt": "x" }, input: { checks: ["node a.js"] } }), neverAborted);
    expect(verdict).toMatchObject({ outcome: "accepted", notes: ["the commands changed files of the repository: kept.txt"] });
    const all = { "a.js": "require('node:fs').rmSync(process.cwd(), { recursive: true })" };
    const input = await prepare({ before: all, after: { "b.txt": "x" }, input: { checks: ["node a.js", "node a.js"] } });
    const refused = await createGate().check(input, neverAborted);
    expect(brief(refused)).toEqual(["checks/command-refused -"]);
    expect(refused.findings[0]?.message).toBe('"node a.js" deleted the folder that it ran in.');
  });
});
