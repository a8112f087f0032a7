import { defineConfig } from "vitest/config";

// End-to-end tests start the real OpenCode, which wants both cores of a small machine: files run one after another
// there, and side by side elsewhere.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: { shuffle: { files: false, tests: false } },
  },
});
