// Missions in folders as users have them: work under way, no git, no commit, odd names; and users who go on working.
import { access, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makePlace, runGit, sampleFiles } from "../support/mission-harness.ts";
import { mergedTasks, trunkOf } from "../support/mission-facts.ts";
import { handIn, missionScript, moduleEdits, plan, taskCard } from "../support/mission-script.ts";

const testMs = 600_000;

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

test("uncommitted and untracked work is built upon and kept, on a detached HEAD too", { timeout: testMs }, async () => {
  const sees = 'import { readFileSync } from "node:fs";\nif (readFileSync("notes.txt", "utf8") !== "untracked\\n") process.exit(1);\n';
  const place = await makePlace({
    script: missionScript(
      plan([taskCard({ id: "shout", reads: [], writes: ["src/greet.js", "check.js"], checks: ["node check.js"] })]),
      [
        {
          role: "coder",
          task: "shout",
          answer: handIn([
            { path: "src/greet.js", old: "Good day, ${name}.", new: "GOOD DAY, ${name}!" },
            { path: "check.js", content: sees },
          ]),
        },
      ],
    ),
    pluginOptions: { commands: { allowed: ["...", "node check.js"] } },
  });
  place.git("checkout", "--quiet", "--detach");
  await place.write("src/add.js", "export function add(a, b) {\n  return b + a;\n}\n");
  place.git("add", "src/add.js");
  await place.write("src/greet.js", "export function greet(name) {\n  return `Good day, ${name}.`;\n}\n");
  await place.write("notes.txt", "untracked\n");
  const index = await readFile(join(place.project, ".git", "index"));
  const head = await readFile(join(place.project, ".git", "HEAD"), "utf8");

  const { output } = await place.runTask('"Shout"');
  const { state } = await place.mission();
  expect([state.outcome, state.landing?.outcome], output).toEqual(["done", "landed"]);
  expect(await place.read("src/greet.js")).toContain("GOOD DAY, ${name}!");
  expect(await place.read("notes.txt")).toBe("untracked\n");
  expect(await readFile(join(place.project, ".git", "index"))).toEqual(index);
  expect(await readFile(join(place.project, ".git", "HEAD"), "utf8")).toBe(head);
  expect(place.git("status", "--porcelain").split("\n").sort()).toEqual([" M src/greet.js", "?? check.js", "?? notes.txt", "M  src/add.js"]);
  expect(place.git("stash", "list")).toBe("");
});

test("what the user edits meanwhile is not overwritten, and the report's way to merge works", { timeout: testMs }, async () => {
  const lines = (first: string, last: string) => `${[first, ...Array.from({ length: 12 }, (_, line) => `// ${line}`), last].join("\n")}\n`;
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const answer = async () => {
    await held;
    return handIn([{ path: "src/long.js", old: "export const last = 1;", new: "export const last = 2;" }, ...moduleEdits("one")]);
  };
  const place = await makePlace({
    files: { ...sampleFiles, "src/long.js": lines("export const first = 1;", "export const last = 1;") },
    script: missionScript(
      plan([taskCard({ id: "one", writes: ["src/long.js", "src/one.js", "test/one.test.js"] })]),
      [{ role: "coder", task: "one", answer }],
    ),
  });
  const run = place.startTask('"Raise the last"');
  await place.until(({ tasks }) => tasks.get("one")?.state === "attempting", run);
  const users = lines("export const first = 'mine';", "export const last = 1;");
  await place.write("src/long.js", users);
  letGo();
  const { output } = await run.finished;
  const mission = await place.mission();
  expect(mission.state.landing, output).toEqual({
    outcome: "branch",
    branch: trunkOf(mission),
    changedMeanwhile: ["src/long.js"],
  });
  expect(await place.read("src/long.js")).toBe(users);
  expect(place.git("status", "--porcelain")).toBe(" M src/long.js");
  const merge = `git merge ${trunkOf(mission)}`;
  expect(await place.report()).toContain(merge);
  expect(output).toContain(merge);

  place.git("commit", "--quiet", "--all", "--message=mine");
  place.git("merge", "--quiet", "--no-edit", trunkOf(mission));
  expect(await place.read("src/long.js")).toBe(lines("export const first = 'mine';", "export const last = 2;"));
  expect(await isThere(join(place.project, "src/one.js"))).toBe(true);
});

test("a folder without git, with spaces and letters of all kinds in its paths", { timeout: testMs }, async () => {
  const path = "src/Größe & Maß 測量.js";
  const check = "test/größe.test.js";
  const place = await makePlace({
    git: "none",
    folderName: "mein Projekt – 项目 (1)",
    files: { ...sampleFiles, [path]: "export const size = 1;\n" },
    script: missionScript(plan([taskCard({ id: "size", writes: [path, check], checks: [`node --test ${check}`] })]), [
      {
        role: "coder",
        task: "size",
        answer: handIn([
          { path, old: "size = 1", new: "size = 2" },
          {
            path: check,
            content:
              'import assert from "node:assert/strict";\nimport { test } from "node:test";\n' +
              'import { size } from "../src/Größe & Maß 測量.js";\n\ntest("size", () => assert.equal(size, 2));\n',
          },
        ]),
      },
    ]),
  });
  const { output } = await place.runTask('"Größe verdoppeln – 加倍"');
  const { state, directory } = await place.mission();
  expect([state.outcome, state.reason, state.goal], output).toEqual(["done", "", "Größe verdoppeln – 加倍"]);
  expect(await place.read(path)).toBe("export const size = 2;\n");
  expect(await isThere(join(place.project, ".git"))).toBe(false);
  expect((await stat(directory)).isDirectory()).toBe(true);
  expect(await place.report()).toContain("Größe verdoppeln – 加倍");
});

test("a repository without a commit and without a file", { timeout: testMs }, async () => {
  const place = await makePlace({
    git: "empty",
    files: {},
    script: missionScript(plan([taskCard({ id: "one" })], ["node --test"])),
  });
  const { output } = await place.runTask('"Add one"');
  const mission = await place.mission();
  expect([mission.state.outcome, mission.state.reason, mission.state.landing?.outcome], output).toEqual(["done", "", "landed"]);
  expect(mergedTasks(place, mission)).toEqual(["one"]);
  expect(place.git("symbolic-ref", "HEAD")).toBe("refs/heads/main");
  expect(() => runGit(place.project, ["rev-parse", "--verify", "HEAD"])).toThrow();
  expect(place.git("status", "--porcelain", "--untracked-files=all").split("\n")).toEqual(["?? src/one.js", "?? test/one.test.js"]);
});
