// Runs on the commit that the mission began from: each command once, one at a time, and none held against anyone when it
// could not run.
import { expect, test } from "vitest";
import type { Gate } from "../../../src/ports/gate.ts";
import type { Slot, SlotFile, Workspace } from "../../../src/ports/workspace.ts";
import { BaselineRuns } from "../../../src/runtime/baseline.ts";
import { letOthersAct } from "../../support/manual-clock.ts";
import { makeSettings } from "../../support/settings.ts";

const settings = makeSettings();
const limits = { ...settings.limits, network: settings.gate.network };

function makeRuns(
  run: (command: string, signal: AbortSignal) => Promise<unknown>,
  acquire: () => Promise<void> = () => Promise.resolve(),
) {
  let laid: readonly SlotFile[] = [];
  const held = { now: 0, most: 0, released: 0 };
  const workspace = {
    async acquire(commit: string) {
      await acquire();
      held.now += 1;
      held.most = Math.max(held.most, held.now);
      return { name: "s", directory: "/s", base: commit };
    },
    async read(commit: string, path: string) {
      return path === "gone" ? null : Buffer.from(`${commit}:${path}`);
    },
    async put(_slot: Slot, files: readonly SlotFile[]) {
      laid = files;
      return files.find(({ path }) => path.startsWith("link/"))?.path ?? null;
    },
    release() {
      held.now -= 1;
      held.released += 1;
    },
  } as unknown as Workspace;
  const commands: string[] = [];
  const gate = {
    run(_directory: string, command: string, _limits: unknown, signal: AbortSignal) {
      commands.push([command, ...laid.map(({ path, content, executable }) => `${path}=${Buffer.from(content).toString()}${executable === true ? "*" : ""}`)].join(" "));
      return run(command, signal);
    },
  } as unknown as Gate;
  return { runs: new BaselineRuns(workspace, gate), held, commands };
}

test("each command runs once, one after another, whoever asks", async () => {
  const { runs, held, commands } = makeRuns(async (command) => {
    await letOthersAct();
    return { command };
  });
  const signal = new AbortController().signal;
  const asked = ["a", "b", "a", "c", "b"].map((command) => runs.run("c0", command, limits, signal));
  expect(await Promise.all(asked)).toEqual(["a", "b", "a", "c", "b"].map((command) => ({ command })));
  expect(commands).toEqual(["a", "b", "c"]);
  expect(held).toEqual({ now: 0, most: 1, released: 3 });
});

test("one that could not run is null, holds no slot, stops nobody, and may be asked for again", async () => {
  const failures = [new Error("no slot"), null];
  const { runs, held, commands } = makeRuns(
    async (command) => {
      if (command === "bad") throw new Error("cannot start");
      return { command };
    },
    async () => {
      const failure = failures.shift();
      if (failure instanceof Error) throw failure;
    },
  );
  const signal = new AbortController().signal;
  const [first, second] = [runs.run("c0", "a", limits, signal), runs.run("c0", "bad", limits, signal)];
  expect([await first, await second]).toEqual([null, null]);
  expect(await runs.run("c0", "a", limits, signal)).toEqual({ command: "a" });
  expect(commands).toEqual(["bad", "a"]);
  expect(held.now).toBe(0);
});

test("without a change, but with some of its files: once for each change, and apart from the base", async () => {
  const { runs, commands } = makeRuns(async (command) => ({ command }));
  const signal = new AbortController().signal;
  const file = (path: string, modeAfter: string) => ({ path, status: "added", modeBefore: "000000", modeAfter, bytes: 1 }) as const;
  const change = { commit: "c2", base: "c1", tree: "t2", files: [file("test/a.js", "100644"), file("test/b.sh", "100755")] };
  const other = { ...change, commit: "c3", tree: "t3" };
  await runs.run("c0", "a", limits, signal);
  for (const one of [change, change, other]) await runs.runWithout(one, ["test/a.js", "test/b.sh", "gone"], "a", limits, signal);
  expect(commands).toEqual(["a", "a test/a.js=c2:test/a.js test/b.sh=c2:test/b.sh*", "a test/a.js=c3:test/a.js test/b.sh=c3:test/b.sh*"]);
});

test("where a file of the change leads through a link on the base, nothing can be said of it", async () => {
  const { runs, held, commands } = makeRuns(async (command) => ({ command }));
  const change = { commit: "c2", base: "c1", tree: "t2", files: [] };
  expect(await runs.runWithout(change, ["link/a.js"], "a", limits, new AbortController().signal)).toBeNull();
  expect([commands, held.now]).toEqual([[], 0]);
});

/** A run that ends when `finish` is called, or when it is called off. */
function makeHeldRuns() {
  const ends: (() => void)[] = [];
  const made = makeRuns(
    (command, signal) =>
      new Promise((resolve, reject) => {
        ends.push(() => resolve({ command }));
        signal.addEventListener("abort", () => reject(new Error("called off")), { once: true });
      }),
  );
  return { ...made, finish: () => ends.at(-1)?.() };
}

test("one asker that calls off takes the run from nobody else", async () => {
  const { runs, held, commands, finish } = makeHeldRuns();
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [first, second].map(({ signal }) => runs.run("c0", "a", limits, signal));
  await letOthersAct();
  first.abort();
  expect(await asked[0]).toBeNull();
  finish();
  expect(await asked[1]).toEqual({ command: "a" });
  // What is known stays known, whoever calls off afterwards.
  second.abort();
  expect(await runs.run("c0", "a", limits, new AbortController().signal)).toEqual({ command: "a" });
  expect(commands).toEqual(["a"]);
  expect(held).toEqual({ now: 0, most: 1, released: 1 });
});

test("when all have called off the run is ended, its slot comes back, and it may be asked for again", async () => {
  const { runs, held, commands, finish } = makeHeldRuns();
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [first, second].map(({ signal }) => runs.run("c0", "a", limits, signal));
  await letOthersAct();
  first.abort();
  second.abort();
  const again = runs.run("c0", "a", limits, new AbortController().signal);
  expect(await Promise.all(asked)).toEqual([null, null]);
  await letOthersAct();
  expect(held).toEqual({ now: 1, most: 1, released: 1 });
  finish();
  expect(await again).toEqual({ command: "a" });
  expect(commands).toEqual(["a", "a"]);
});
