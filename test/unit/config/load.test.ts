// Loading the configuration from real files: layers over each other, and every way in which they can be wrong.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defaultSettings } from "../../../src/config/defaults.ts";
import { loadSettings, opencodeConfigDirectory, type ConfigurationSources } from "../../../src/config/load.ts";
import { OrchestratorError } from "../../../src/core/errors.ts";

let root: string;
let project: string;
let global: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "config-"));
  project = join(root, "project");
  global = join(root, "global");
  mkdirSync(project);
  mkdirSync(global);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function writeProject(text: string | Uint8Array): string {
  const path = join(project, "opencode.toml");
  writeFileSync(path, text);
  return path;
}

const load = (more: Partial<ConfigurationSources> = {}) =>
  loadSettings({ projectDirectory: project, configDirectory: global, ...more });

async function failure(more: Partial<ConfigurationSources> = {}): Promise<string> {
  const thrown: unknown = await load(more).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof OrchestratorError)) throw new Error(`expected an OrchestratorError, got ${String(thrown)}`);
  expect(thrown.kind).toBe("config-invalid");
  expect(thrown.hint).toContain("docs/configuration.md");
  return thrown.message;
}

describe("layers", () => {
  test("nothing configured: the defaults", async () => {
    expect(await load()).toEqual(defaultSettings);
  });

  test("the gate's settings, and a rule by its name; a name that is no rule is refused with the nearest", async () => {
    writeProject("[orchestrator.gate]\nprotect = ['db/**']\nlint = 'off'\nrules = { \"policy/debug-leftover\" = 'off' }\n");
    const { gate } = await load({ environment: { OPENCODE_ORCHESTRATOR_GATE_RULES_POLICY_STUB: "warning" } });
    expect(gate).toEqual({
      protect: ["db/**"],
      types: "auto",
      lint: "off",
      tests: "affected",
      fixes: "safe",
      network: "off",
      mutation: "off",
      rules: { ...defaultSettings.gate.rules, "policy/debug-leftover": "off", "policy/stub": "warning" },
    });
    writeProject("[orchestrator.gate.rules]\n\"policy/debug-leftovers\" = 'off'\n");
    expect(await failure()).toContain('did you mean "policy/debug-leftover"?');
  });

  test("each layer goes over the one before, key by key", async () => {
    writeFileSync(join(global, "opencode.toml"), "[orchestrator]\nslots = 2\nreviewers = 2\nlanding = 'branch'\n");
    writeProject("[orchestrator]\nreviewers = 3\n[orchestrator.limits]\ntasks_max = 30\nsteps_max = 31\n");
    const settings = await load({
      pluginOptions: { slots: 1, reviewers: 1, protocol_headers: "never", limits: { check_ms: 2_000 } },
      environment: { OPENCODE_ORCHESTRATOR_LIMITS_STEPS_MAX: "32", HOME: "/nowhere" },
      flags: { limits: { stall_ms: 4_000 } },
    });
    expect(settings).toMatchObject({ slots: 2, reviewers: 3, landing: "branch", protocolHeaders: "never" });
    expect(settings.limits).toEqual({ ...defaultSettings.limits, checkMs: 2_000, tasksMax: 30, stepsMax: 32, stallMs: 4_000 });
  });

  test("models: a string or a list, and a default for the roles that the same layer does not name", async () => {
    writeFileSync(join(global, "opencode.toml"), '[orchestrator.models]\ncoder = "a/one"\nplanner = ["a/two", "b/x/y"]\n');
    expect((await load()).models).toEqual({ ...defaultSettings.models, coder: ["a/one"], planner: ["a/two", "b/x/y"] });
    writeProject('[orchestrator.models]\ndefault = "c/small"\nfixer = []\n');
    const { models } = await load();
    expect(models.fixer).toEqual([]);
    expect(models.coder).toEqual(["c/small"]);
    expect(models.searcher).toEqual(["c/small"]);
  });

  test("allowed commands are replaced, or added to with the three dots", async () => {
    writeFileSync(join(global, "opencode.toml"), '[orchestrator.commands]\nallowed = ["...", "just test"]\nverify = ["make all"]\n');
    expect((await load()).allowedCommands).toEqual([...defaultSettings.allowedCommands, "just test"]);
    writeProject('[orchestrator.commands]\nallowed = ["just"]\nchecks = ["just lint"]\n');
    expect(await load()).toMatchObject({
      allowedCommands: ["just"],
      verifyCommands: ["make all"],
      checkCommands: ["just lint"],
    });
  });

  test("ceilings can be set, and taken away by none", async () => {
    writeFileSync(join(global, "opencode.toml"), "[orchestrator.budget]\ntokens_max = 1_000_000\ncost_max = 1.5\n");
    writeProject('[orchestrator]\nsessions_per_model = 2\n[orchestrator.budget]\ntokens_max = "none"\n');
    const settings = await load();
    expect(settings.budget).toEqual({ tokensMax: null, costMax: 1.5, tokensPerTaskMax: null, costPerTaskMax: null, tokensPerCallGuess: null });
    expect(settings.sessionsPerModel).toBe(2);
    // That nothing can start under it is the mission's to say, with what would do.
    writeProject("[orchestrator.budget]\ntokens_max = 0\ncost_max = 0\ntokens_per_call_guess = 900\n");
    expect((await load()).budget).toMatchObject({ tokensMax: 0, costMax: 0, tokensPerCallGuess: 900 });
  });

  test("the environment: lists with commas or as JSON, numbers, words, empty for not set", async () => {
    const settings = await load({
      environment: {
        OPENCODE_ORCHESTRATOR_MODELS_CODER: "a/one, b/two",
        OPENCODE_ORCHESTRATOR_COMMANDS_VERIFY: '["echo a,b"]',
        OPENCODE_ORCHESTRATOR_BUDGET_COST_MAX: "0.5",
        OPENCODE_ORCHESTRATOR_BUDGET_TOKENS_MAX: "none",
        OPENCODE_ORCHESTRATOR_LANDING: "branch",
        OPENCODE_ORCHESTRATOR_SLOTS: "",
      },
    });
    expect(settings.models.coder).toEqual(["a/one", "b/two"]);
    expect(settings.verifyCommands).toEqual(["echo a,b"]);
    expect(settings.budget).toEqual({ tokensMax: null, costMax: 0.5, tokensPerTaskMax: null, costPerTaskMax: null, tokensPerCallGuess: null });
    expect(settings).toMatchObject({ landing: "branch", slots: defaultSettings.slots });
  });

  test("the configuration folder follows XDG", () => {
    expect(opencodeConfigDirectory({ XDG_CONFIG_HOME: "/x" }, "/home/me")).toBe(join("/x", "opencode"));
    expect(opencodeConfigDirectory({ XDG_CONFIG_HOME: "" }, "/home/me")).toBe(join("/home/me", ".config", "opencode"));
  });
});

describe("what is wrong, and where", () => {
  test("all problems of a file at once, with line, column and the nearest name", async () => {
    const path = writeProject(
      '[orchestrator]\nslot = 4\nreviewers = 9\n  limits.tasks_max = "many"\n[orchestrator.budgets]\n[orchestrator.models]\ncoder = ["a/b", "plain"]\nplanner = { a = 1 }\n',
    );
    expect((await failure()).split("\n").slice(1)).toEqual([
      `${path}:2:1: unknown key "slot" in [orchestrator]; did you mean "slots"?`,
      `${path}:3:1: reviewers must be a whole number from 0 to 5, not 9`,
      `${path}:4:10: limits.tasks_max must be a whole number from 1 to 1,000, not "many"`,
      `${path}:5:15: unknown key "budgets" in [orchestrator]; did you mean "budget"?`,
      `${path}:7:17: models.coder[1] must be a provider/model string (at most 200 characters), not "plain"`,
      `${path}:8:1: models.planner must be a provider/model string (at most 200 characters) or a list of provider/model strings (at most 500), not a table`,
    ]);
  });

  test("problems of all layers at once", async () => {
    const path = writeProject("[orchestrator]\nslots = 99\n");
    const message = await failure({
      pluginOptions: { limits: { steps: 3 } },
      environment: { OPENCODE_ORCHESTRATOR_SLOT: "3", OPENCODE_ORCHESTRATOR_REVIEWERS: "two" },
    });
    expect(message).toContain(`${path}:2:1: slots must be a whole number from 1 to 8, not 99`);
    expect(message).toContain('plugin options: limits.steps: unknown key "steps" in [orchestrator.limits]; did you mean "steps_max"?');
    expect(message).toContain('OPENCODE_ORCHESTRATOR_SLOT: unknown key');
    expect(message).toContain('did you mean "OPENCODE_ORCHESTRATOR_SLOTS"?');
    expect(message).toContain('OPENCODE_ORCHESTRATOR_REVIEWERS: reviewers must be a whole number from 0 to 5, not "two"');
  });

  test("a table that is misspelt, and a key outside of the table", async () => {
    const path = writeProject("slots = 4\n[orchestrater.limits]\ntasks_max = 1\n[unrelated]\n");
    const message = await failure();
    expect(message).toContain(`${path}:1:1: "slots" belongs in the table [orchestrator]`);
    expect(message).toContain(`${path}:2:2: unknown key "orchestrater" in this file; did you mean "orchestrator"?`);
    expect(message).toContain(`${path}:4:2: unknown key "unrelated" in this file; valid there: orchestrator`);
  });

  test("the table itself as something else", async () => {
    const path = writeProject("orchestrator = 3\n");
    expect(await failure()).toContain(`${path}:1:1: [orchestrator] must be a table, not 3`);
    expect(await failure({ pluginOptions: ["x"] })).toContain("plugin options: [orchestrator] must be a table, not a list of 1");
  });

  test.each([
    ["slots = 0", "slots"],
    ["slots = 1.5", "slots"],
    ["slots = nan", "slots"],
    ["slots = true", "slots"],
    ["limits.attempt_ms = 999", "limits.attempt_ms"],
    ["limits.attempt_ms = inf", "limits.attempt_ms"],
    ["limits.attempts_per_task_max = 9", "limits.attempts_per_task_max"],
    ["budget.cost_max = -1", "budget.cost_max"],
    ["budget.tokens_max = 'all'", "budget.tokens_max"],
    ["shards.coder = -1", "shards.coder"],
    ["landing = 'push'", "landing"],
    ["landing = 1979-05-27", "landing"],
    ["commands.verify = ['a', 'b\\nc']".replace(/'/g, '"'), "commands.verify[1]"],
    ["commands.verify = ['  ']", "commands.verify[0]"],
    ["commands.verify = 'npm test'", "commands.verify"],
    ["models.coder = ['a b/c']", "models.coder[0]"],
  ])("out of bounds: %s", async (line, key) => {
    const path = writeProject(`[orchestrator]\n${line}\n`);
    const message = await failure();
    expect(message).toContain(`${path}:2:`);
    expect(message).toContain(`${key} must be `);
  });

  test("a command that only a shell could run", async () => {
    const path = writeProject('[orchestrator.commands]\nverify = ["npm test", "npm test && npm run lint"]\n');
    expect(await failure()).toContain(`${path}:2:23: commands.verify[1] contains &, but no shell runs it`);
  });

  test("syntax errors keep the library's line and column", async () => {
    const path = writeProject("[orchestrator]\nslots = \n");
    expect(await failure()).toMatch(new RegExp(`${path}:2:\\d+: not valid TOML: `));
  });

  test("unsafe names are unknown keys and change no prototype", async () => {
    writeProject("[orchestrator]\n__proto__ = { slots = 1 }\nconstructor = 1\n");
    const message = await failure();
    expect(message).toContain('unknown key "__proto__"');
    expect(message).toContain('unknown key "constructor"');
  });

  test("a directory, a pipe, a file too large, and one that is not UTF-8", async () => {
    mkdirSync(join(project, "opencode.toml"));
    expect(await failure()).toContain("opencode.toml: is a directory, not a file");
    rmSync(join(project, "opencode.toml"), { recursive: true });
    if (process.platform !== "win32") {
      execFileSync("mkfifo", [join(project, "opencode.toml")]);
      expect(await failure()).toContain("is not a regular file");
      rmSync(join(project, "opencode.toml"));
    }
    writeProject(`#${"x".repeat(1024 * 1024)}`);
    expect(await failure()).toContain("is larger than 1048576 bytes");
    writeProject(Buffer.from([0x23, 0xff, 0xfe, 0x0a]));
    expect(await failure()).toContain("is not UTF-8 text");
  });

  test("a file with hundreds of problems names the first and counts the rest; long values are cut", async () => {
    writeProject(`[orchestrator]\n${Array.from({ length: 300 }, (_, index) => `zz${index} = 1`).join("\n")}\nlanding = "${"y".repeat(5_000)}"`);
    const message = await failure();
    expect(message.split("\n")).toHaveLength(22);
    expect(message).toMatch(/and 281 more$/);
    expect(message.length).toBeLessThan(20_000);
    expect(message).not.toContain("y".repeat(100));
  });
});
