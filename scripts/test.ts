// Checks everything: types, lint, and all tests. Further arguments go to vitest. The last line is the count.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { interruptedCode, runStep } from "./step.ts";
import { addTallies, tallyLine, tallyReport, tallyStep, type Tally } from "./tally.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const packages = join(root, "node_modules");
const checkMs = 5 * 60_000;
const testsMs = 60 * 60_000;

interface Step {
  readonly name: string;
  readonly argv: readonly string[];
  readonly deadlineMs: number;
  tally(exitCode: number): Tally;
}

function stepsOf(report: string, vitestArguments: readonly string[]): readonly Step[] {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const vitest = [join(packages, "vitest", "vitest.mjs"), "run", ...reporters, ...vitestArguments];
  const compiler = [join(packages, "typescript", "bin", "tsc"), "--noEmit"];
  const linter = [join(packages, "oxlint", "bin", "oxlint"), "--deny-warnings"];
  return [
    { name: "types", argv: compiler, deadlineMs: checkMs, tally: tallyStep },
    { name: "lint", argv: linter, deadlineMs: checkMs, tally: tallyStep },
    { name: "tests", argv: vitest, deadlineMs: testsMs, tally: (exitCode) => tallyReport(readReport(report), exitCode) },
  ];
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

process.chdir(root);
const folder = mkdtempSync(join(tmpdir(), "orchestrator-test-"));
try {
  const tallies: Tally[] = [];
  for (const { name, argv, deadlineMs, tally } of stepsOf(join(folder, "report.json"), process.argv.slice(2))) {
    console.log(`\n── ${name}`);
    const exitCode = await runStep(argv, deadlineMs);
    tallies.push(tally(exitCode));
    if (exitCode === interruptedCode) break;
  }
  const sum = addTallies(...tallies);
  console.log(`\n${tallyLine(sum)}`);
  if (sum.failed > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
