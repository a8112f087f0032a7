// Remembers between runs how test suites ended, by what they were run on: whether a change is wrong does not depend on
// the gate. One line an outcome, appended, so that an interrupted run keeps what it has.
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";

export interface Outcomes {
  get(key: string): boolean | null;
  set(key: string, passed: boolean): Promise<void>;
}

export async function openOutcomes(file: string): Promise<Outcomes> {
  await mkdir(dirname(file), { recursive: true });
  const known = new Map<string, boolean>();
  for (const line of (await readFile(file, "utf8").catch(() => "")).split("\n")) {
    const [key = "", outcome = ""] = line.split(" ");
    // The last line of an interrupted run may be torn.
    if (/^[0-9a-f]{40}$/.test(key) && /^(?:passed|failed)$/.test(outcome)) known.set(key, outcome === "passed");
  }
  return {
    get: (key) => known.get(key) ?? null,
    async set(key, passed) {
      known.set(key, passed);
      await appendFile(file, `${key} ${passed ? "passed" : "failed"}\n`);
    },
  };
}
