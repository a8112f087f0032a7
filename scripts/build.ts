// Compiles src/ to dist/. A build that fails leaves the last good one as it was.
import { chmodSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { interruptedCode, runStep } from "./step.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const made = join(root, ".tmp", `dist-${process.pid}`);
const dist = join(root, "dist");
const deadlineMs = 5 * 60_000;

const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
const options = ["--project", join(root, "tsconfig.build.json"), "--outDir", made, "--noEmitOnError"];
try {
  mkdirSync(made, { recursive: true });
  const exitCode = await runStep([compiler, ...options], deadlineMs);
  if (exitCode === 0) {
    // The command of package.json's "bin".
    chmodSync(join(made, "cli", "main.js"), 0o755);
    rmSync(dist, { recursive: true, force: true });
    renameSync(made, dist);
  } else {
    if (exitCode !== interruptedCode) console.error("error: src/ does not compile; dist/ was left as it was.");
    process.exitCode = exitCode;
  }
} finally {
  rmSync(made, { recursive: true, force: true });
}
