// The count at the end of a test run, which continuous integration goes by.
import { describe, expect, test } from "vitest";
import { addTallies, tallyLine, tallyReport, tallyStep } from "../../../scripts/tally.ts";

function file(status: "passed" | "failed", ...statuses: readonly string[]) {
  return { status, assertionResults: statuses.map((each) => ({ status: each })) };
}

describe("the count", () => {
  test("adds up tests and steps", () => {
    const report = { testResults: [file("passed", "passed", "passed"), file("failed", "passed", "failed", "skipped", "todo")] };
    const tally = addTallies(tallyStep(0), tallyStep(2), tallyReport(report, 1));
    expect(tally).toEqual({ passed: 4, failed: 2, skipped: 2 });
  });

  test("a file that could not be loaded is a failure", () => {
    expect(tallyReport({ testResults: [file("failed"), file("passed", "passed")] }, 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  test("a run that failed never counts as none failed", () => {
    expect(tallyReport({ testResults: [file("passed", "passed")] }, 1)).toMatchObject({ passed: 1, failed: 1 });
    for (const report of [null, 5, {}, { testResults: "none" }, { testResults: [null, {}] }]) {
      expect(tallyReport(report, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    }
  });

  test("the line tells of skipped tests only if there are any", () => {
    expect(tallyLine({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
    expect(tallyLine({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped");
  });
});
