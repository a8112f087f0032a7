import { describe, expect, test } from "vitest";
import { createProgress } from "../../../src/cli/progress.ts";
import { createPalette, wantsColour } from "../../../src/cli/terminal.ts";

describe("colour", () => {
  test.each([
    ["a terminal", true, {}, true, true],
    ["a pipe", true, {}, false, false],
    ["--no-color", false, { FORCE_COLOR: "1" }, true, false],
    ["NO_COLOR", true, { NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
    ["an empty NO_COLOR", true, { NO_COLOR: "" }, true, true],
    ["FORCE_COLOR", true, { FORCE_COLOR: "1" }, false, true],
    ["FORCE_COLOR=0", true, { FORCE_COLOR: "0" }, true, false],
    ["a terminal that knows none", true, { TERM: "dumb" }, true, false],
  ])("%s", (_, flag, environment, isTerminal, wanted) => {
    expect(wantsColour(flag, environment, isTerminal)).toBe(wanted);
  });
});

describe("progress", () => {
  const written = (isTTY: boolean): string => {
    let text = "";
    let nowMs = 0;
    const stream = { isTTY, write: (more: string) => (text += more) };
    const progress = createProgress(stream, createPalette(false), () => nowMs);
    progress.onStep("capture", "begins");
    nowMs = 42;
    progress.onStep("capture", "passed");
    progress.onStep("types", "begins");
    nowMs = 1742;
    progress.onStep("types", "refused");
    progress.leave();
    return text;
  };

  test("is a line a step with its time", () => {
    expect(written(false)).toBe("capture    42 ms\ntypes      1.7 s refused\n");
  });

  test("shows on a terminal what is under way", () => {
    expect(written(true)).toBe("capture …\r\u001b[Kcapture    42 ms\ntypes …\r\u001b[Ktypes      1.7 s refused\n\n");
  });
});
