// Checks everything: types, lint, and all tests. Further arguments go to vitest. The last line is the count.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runStep } from "./step.ts";
import { addTallies, tallyLine, tallyReport, tallyStep } from "./tally.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const packages = join(root, "node_modules");
const checkMs = 5 * 60_000;
const testsMs = 60 * 60_000;

async function step(name: string, argv: readonly string[], deadlineMs: number): Promise<number> {
  console.log(`\n── ${name}`);
  return runStep(argv, deadlineMs);
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
  const report = join(folder, "report.json");
  const types = await step("types", [join(packages, "typescript", "bin", "tsc"), "--noEmit"], checkMs);
  const lint = await step("lint", [join(packages, "oxlint", "bin", "oxlint"), "--deny-warnings"], checkMs);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const vitest = [join(packages, "vitest", "vitest.mjs"), "run", ...reporters, ...process.argv.slice(2)];
  const tests = await step("tests", vitest, testsMs);
  const tally = addTallies(tallyStep(types), tallyStep(lint), tallyReport(readReport(report), tests));
  console.log(`\n${tallyLine(tally)}`);
  if (tally.failed > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
