// A folder of files for the demo's tests: edits are applied to it, and Node's test runner and git run in it.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { ScriptedEdit } from "../../../src/scripted/script.ts";

export const exampleFolder = fileURLToPath(new URL("../../../examples/http-api", import.meta.url));

const deadlineMs = 60_000;

export interface Run {
  readonly exitCode: number;
  readonly output: string;
}

export interface Tree {
  readonly folder: string;
  /** Another folder with the same files. */
  copy(): Tree;
  apply(edits: readonly ScriptedEdit[]): void;
  read(path: string): string;
  /** Runs a program in the folder; `node` is the Node that runs the tests. */
  run(command: string): Promise<Run>;
}

/** A copy of the example project. It stays, and its place is printed, if the test fails. */
export function exampleTree(): Tree {
  return treeOf(exampleFolder);
}

function treeOf(source: string): Tree {
  const folder = mkdtempSync(join(tmpdir(), "demo-example-"));
  onTestFinished(({ task }) => {
    if (task.result?.state === "fail") console.error(`The tree of the failed test is in ${folder}`);
    else rmSync(folder, { recursive: true });
  });
  cpSync(source, folder, { recursive: true });
  return {
    folder,
    copy: () => treeOf(folder),
    apply: (edits) => edits.forEach((edit) => applyEdit(folder, edit)),
    read: (path) => readFileSync(join(folder, path), "utf8"),
    run: (command) => run(folder, command.split(" ")),
  };
}

/** As strict as the tools that a model uses: the text to replace must be there exactly once. */
function applyEdit(folder: string, edit: ScriptedEdit): void {
  const file = join(folder, edit.path);
  if ("content" in edit) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, edit.content);
    return;
  }
  const parts = readFileSync(file, "utf8").split(edit.old);
  if (parts.length !== 2) throw new Error(`${edit.path} has ${parts.length - 1} times: ${edit.old}`);
  writeFileSync(file, parts.join(edit.new));
}

function run(folder: string, [program = "", ...args]: readonly string[]): Promise<Run> {
  const file = program === "node" ? process.execPath : program;
  const { NODE_OPTIONS: _options, ...inherited } = process.env;
  const env = { ...inherited, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  return new Promise((resolve, reject) => {
    execFile(file, args, { cwd: folder, env, timeout: deadlineMs, encoding: "utf8" }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      if (typeof exitCode === "number") resolve({ exitCode, output: stdout + stderr });
      else reject(error ?? new Error(`${file} ended without an exit code.`));
    });
  });
}
