// The keys of the gate: what is checked, how strictly, and which rules.
import type { z as Zod } from "zod";
import { policyRules, type PolicyRuleId } from "../core/policy-rules.ts";
import { defaultSettings } from "./defaults.ts";
import { choice, list, type Z } from "./schema-keys.ts";

type Severity = Zod.ZodOptional<Zod.ZodEnum<{ error: "error"; warning: "warning"; off: "off" }>>;

export function gateTable(z: Z) {
  const { gate } = defaultSettings;
  const path = z.string().min(1).max(1_000).meta({ title: "path pattern" });
  const rules = Object.entries(policyRules).map(([id, { severity, meaning }]) => [
    id,
    z.enum(["error", "warning", "off"]).optional().meta({ description: meaning, default: severity }),
  ]);
  return z.strictObject({
    protect: list(z, path, {
      meaning:
        "Paths that no task may change, whatever its plan says: `db/**`, `**/*.lock`. An exact path, a folder with " +
        "`/` at its end, or a pattern with `*`.",
      default: gate.protect,
    }),
    types: choice(z, ["auto", "off"], gate.types, "Whether the project's own type checker is run on changes, if it has one."),
    lint: choice(
      z, ["auto", "project", "off"], gate.lint,
      "`project`: the project's own linter is run on changed files, if it has one. `auto`: JavaScript and TypeScript " +
        "for which no linter is configured are also looked at with Oxlint's rules against plain mistakes. `off`: none is run.",
    ),
    tests: choice(
      z, ["affected", "all", "off"], gate.tests,
      "Tests run beside a task's checks: those that import what was changed, the whole suite, or none.",
    ),
    fixes: choice(
      z, ["safe", "off"], gate.fixes,
      "`safe`: unused imports are taken out, and changed files get the order of imports and the form of the " +
        "project's own tools, before a change is judged. `off`: changes stay as they were made.",
    ),
    network: choice(
      z, ["off", "on"], gate.network,
      "Whether checks, tests and other commands of the project have a network beside the loopback. `off` cuts it " +
        "off where the system can.",
    ),
    mutation: choice(
      z, ["off", "on"], gate.mutation,
      "Whether small faults are put into the changed lines, of which the tests must notice 80 %.",
    ),
    rules: z.strictObject(Object.fromEntries(rules) as Record<PolicyRuleId, Severity>).optional(),
  });
}
