// Pausing, resuming, stopping and asking, within one OpenCode process and from another one beside it.
import { expect, test } from "vitest";
import { expectSlotsOutside, mergedTasks } from "../support/mission-facts.ts";
import { makePlace } from "../support/mission-harness.ts";
import { handIn, missionScript, moduleEdits, plan, taskCard } from "../support/mission-script.ts";
import { startServer } from "../support/open-code-server.ts";

const tasks = plan([taskCard({ id: "one" }), taskCard({ id: "two", dependsOn: ["one"] })]);
const testMs = 600_000;

/** A script whose Coder keeps task two waiting until it is let go. */
function heldScript() {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const answer = async () => {
    await held;
    return handIn(moduleEdits("two"));
  };
  return { script: missionScript(tasks, [{ role: "coder", task: "two", answer }]), letGo };
}

test("a mission is asked about, kept to one driver, paused and resumed", { timeout: testMs }, async () => {
  const { script, letGo } = heldScript();
  const place = await makePlace({ script });
  const server = await startServer(place);
  const [first, second] = [await server.openSession(), await server.openSession()];
  expect(await server.task(second, "status")).toContain("no mission in this folder");
  for (const verb of ["resume", "stop", "pause"]) expect(await server.task(second, verb)).toContain("(mission-none)");
  expect(await server.task(await server.openSession(first), '"Add one"')).toContain("(child-session)");
  expect(await place.missions()).toEqual([]);

  const running = server.task(first, '"Add one and two"');
  await place.until(({ tasks: now }) => now.get("two")?.state === "attempting", server.run);
  expect(await server.task(second, "status")).toMatch(/executing: 1 of 2 tasks merged[^]*two: attempting/);
  expect(await server.task(second, '"Add three"')).toContain("(mission-running)");
  const beside = await place.runTask('"Add three"');
  expect(beside.output).toContain("(mission-running)");
  expect((await place.runTask("resume")).output).toContain("(mission-running)");
  expect((await place.runTask("status")).output).toContain("executing: 1 of 2 tasks merged");
  expect(await place.missions()).toHaveLength(1);

  expect(await server.task(second, "pause")).toContain("paused");
  expect(await running).toContain("# Mission paused: Add one and two");
  expect((await place.mission()).state.paused).toContain("you asked for it");
  expect(await server.task(second, "status")).toContain("paused: 1 of 2 tasks merged");

  letGo();
  expect((await place.runTask("resume")).output).toContain("# Mission done: Add one and two");
  const mission = await place.mission();
  expect(mergedTasks(place, mission)).toEqual(["one", "two"]);
  expect(await place.missions()).toHaveLength(1);
  expect(await server.task(second, "resume")).toContain("(mission-none)");
});

test("a mission that is interrupted is paused, and one that is stopped is cancelled", { timeout: testMs }, async () => {
  const { script } = heldScript();
  const place = await makePlace({ script });
  const server = await startServer(place);
  const [first, second, third] = [await server.openSession(), await server.openSession(), await server.openSession()];
  const running = server.task(first, '"Add one and two"').catch(() => "aborted");
  await place.until(({ tasks: now }) => now.get("two")?.state === "attempting", server.run);
  await server.abort(first);
  await running;
  await place.until(({ paused }) => paused === "you interrupted it", server.run);

  const resumed = server.task(second, "resume");
  await place.until(({ paused, pending }) => paused === null && pending.size > 0, server.run);
  expect(await server.task(third, "stop")).toContain("# Mission cancelled");
  expect(await resumed).toContain("# Mission cancelled");
  const { state } = await place.mission();
  expect([state.outcome, state.landing, state.tasks.get("two")?.state]).toEqual(["cancelled", null, "dropped"]);
  expect(await place.report()).toContain("the user stopped it");
  expect(place.git("status", "--porcelain")).toBe("");
  expectSlotsOutside(place);
  expect(await server.task(third, "resume")).toContain("(mission-none)");
});

test("a mission is paused from another OpenCode process, and stopped when nobody drives it", { timeout: testMs }, async () => {
  const { script } = heldScript();
  const place = await makePlace({ script });
  const started = place.startTask('"Add one and two"');
  await place.until(({ tasks: now }) => now.get("two")?.state === "attempting", started);
  const paused = await place.runTask("pause");
  expect(paused.output).toMatch(/process \d+ on .* was asked to pause it/);
  expect((await started.finished).output).toContain("# Mission paused: Add one and two");
  expect((await place.mission()).state.paused).toBe("you asked for it");
  // Nobody drives it now: stopping it is this process's own work.
  expect((await place.runTask("stop")).output).toContain("# Mission cancelled: Add one and two");
  expect(place.git("status", "--porcelain")).toBe("");
});

test("a model that only talks has its mission started; one inside a mission cannot start another", { timeout: testMs }, async () => {
  const turns = [
    { calls: [{ tool: "mission", args: {} }] },
    { calls: moduleEdits("one").map((edit) => ({ tool: "write", args: { filePath: edit.path, content: "content" in edit ? edit.content : "" } })) },
    { calls: [{ tool: "submit_work", args: { summary: "Done.", files: ["src/one.js", "test/one.test.js"], needs: [] } }] },
  ];
  const place = await makePlace({
    script: missionScript(plan([taskCard({ id: "one" })]), [
      { role: "orchestrator", answer: { turns: [{ text: "I shall look into it." }] } },
      { role: "coder", task: "one", answer: { turns } },
    ]),
  });
  const { output } = await place.runTask("Add one");
  expect(output).toContain("# Mission done: Add one");
  expect(output).not.toContain("I shall look into it.");
  expect(await place.missions()).toHaveLength(1);
  expect(place.server.requests.filter(({ role }) => role === "planner")).toHaveLength(1);
  const coder = place.server.requests.filter(({ role }) => role === "coder");
  expect(coder).toHaveLength(turns.length);
  expect(coder.every(({ request }) => request?.tools.includes("mission") === false)).toBe(true);
});
