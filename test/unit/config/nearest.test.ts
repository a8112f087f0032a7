// The nearest valid name: what is a slip of the hand, and what is something else.
import { describe, expect, test } from "vitest";
import { editDistance, nearestName } from "../../../src/config/nearest.ts";

const valid = ["slots", "reviewers", "landing", "tasks_max", "attempts_per_task_max", "stall_ms"];

describe("nearest name", () => {
  test("distance counts insertions, deletions, replacements and swaps", () => {
    expect(editDistance("slots", "slots")).toBe(0);
    expect(editDistance("slot", "slots")).toBe(1);
    expect(editDistance("solts", "slots")).toBe(1);
    expect(editDistance("", "abc")).toBe(3);
    expect(editDistance("kitten", "sitting")).toBe(3);
  });

  test("finds slips, other cases and other orders of words", () => {
    expect(nearestName("slot", valid)).toBe("slots");
    expect(nearestName("reviwers", valid)).toBe("reviewers");
    expect(nearestName("tasksMax", valid)).toBe("tasks_max");
    expect(nearestName("max-tasks", valid)).toBe("tasks_max");
    expect(nearestName("maxTasks", valid)).toBe("tasks_max");
  });

  test("finds nothing for what is far from everything, or absurdly long", () => {
    expect(nearestName("colour", valid)).toBeNull();
    expect(nearestName("s".repeat(100_000), valid)).toBeNull();
  });
});
