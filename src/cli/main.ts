#!/usr/bin/env node
// The command `opencode-orchestrator`. It only starts: what it can do is in program.ts.
import { run } from "./program.ts";

// Not exit(): what is still being written to a pipe would be lost.
process.exitCode = await run(process.argv.slice(2));
