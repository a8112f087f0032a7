// What is read of the words after `/task`: verbs, and goals word for word.
import { describe, expect, test } from "vitest";
import { parseTaskCommand } from "../../../src/plugin/command.ts";

describe("the words after /task", () => {
  test.each(["status", "pause", "resume", "stop", " Status "])("%j is a verb", (text) => {
    expect(parseTaskCommand(text)).toEqual({ verb: text.trim().toLowerCase() });
  });

  test.each(["", "   ", '""', "''", String.raw`"\"\""`])("%j is empty", (text) => {
    expect(parseTaskCommand(text)).toEqual({ verb: "empty" });
  });

  test.each([
    ["Add a login page", "Add a login page"],
    ['"Add a login page"', "Add a login page"],
    ["'Add a login page'", "Add a login page"],
    ["“Add a login page”", "Add a login page"],
    ['"a" or "b"', '"a" or "b"'],
    ["stop the server cleanly", "stop the server cleanly"],
    ['"stop"', "stop"],
    ['say "hi"', 'say "hi"'],
    ['Add "', 'Add "'],
  ])("%j is the goal %j", (text, goal) => {
    expect(parseTaskCommand(text)).toEqual({ verb: "start", goal });
  });

  test.each([
    [String.raw`"Answer \"hi\" to all"`, 'Answer "hi" to all'],
    [String.raw`"\"Add a login page\""`, "Add a login page"],
  ])("as opencode run hands it over, %j is the goal %j", (text, goal) => {
    expect(parseTaskCommand(text)).toEqual({ verb: "start", goal });
  });
});
