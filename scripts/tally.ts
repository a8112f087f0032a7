// Counts what ran: the steps of a test run, and the tests in the report that vitest writes as JSON.

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const none: Tally = { passed: 0, failed: 0, skipped: 0 };

export function addTallies(...tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
    }),
    none,
  );
}

/** A step counts as one. */
export function tallyStep(exitCode: number): Tally {
  return exitCode === 0 ? { ...none, passed: 1 } : { ...none, failed: 1 };
}

/** The report is null if vitest wrote none. A failure that no test shows counts as one: no run fails with `0 failed`. */
export function tallyReport(report: unknown, exitCode: number): Tally {
  const files = isRecord(report) && Array.isArray(report.testResults) ? report.testResults : [];
  const tally = addTallies(...files.map(tallyFile));
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** A file that could not be loaded has no test, and counts as one failure. */
function tallyFile(file: unknown): Tally {
  if (!isRecord(file) || !Array.isArray(file.assertionResults)) return none;
  const statuses = file.assertionResults.map((result: unknown) => (isRecord(result) ? result.status : null));
  const passed = statuses.filter((status) => status === "passed").length;
  const failed = statuses.filter((status) => status === "failed").length;
  const unseen = file.status === "failed" && failed === 0 ? 1 : 0;
  return { passed, failed: failed + unseen, skipped: statuses.length - passed - failed };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

export function tallyLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
