// The third stage: how the change goes about its task. Rules look at every changed file as it was and as it is, and
// only what is new counts. It knows no rule; they are in rules/, one a file.
import { policyRules, type PolicyRuleId } from "../../core/policy-rules.ts";
import { toFailure } from "../../core/errors.ts";
import type { ChangedFile, Finding } from "../../core/change.ts";
import type { GateSettings } from "../../core/settings.ts";
import type { GateInput } from "../../ports/gate.ts";
import { excerptAt, finding, placeAt } from "../finding.ts";
import { walk, type Handler } from "../source/nodes.ts";
import type { Walk } from "../files/slot-walk.ts";
import type { SourceParser } from "../source/oxc.ts";
import { createSurroundings, filesAfter, filesBefore } from "./rule-files.ts";
import { allRules } from "../rules/all.ts";
import type { PolicyRule, Problem, RuleChange, RuleFile, Surroundings, Tell } from "../rules/rule.ts";
import { testChanges } from "../rules/test-changes.ts";
import { once } from "../once.ts";
import type { Stage, StageReport } from "../stage.ts";
import type { RuleSource } from "../user-rules/rule-source.ts";
import { checkUserRules } from "../user-rules/user-rules.ts";

export type Severity = GateSettings["rules"][string];

export interface PolicyInput extends Pick<GateInput, "directory" | "settings" | "provides" | "writes" | "before"> {
  readonly files: readonly ChangedFile[];
  readonly ownRules: RuleSource;
  /** Lists the files of the slot, if a rule asks what is around the change. */
  readonly walk: () => Promise<Walk>;
}

export const policyStage: Stage = {
  name: "policy",
  async run({ input, index, signal, parse, ownRules }): Promise<StageReport> {
    const { directory, settings, provides, writes, before, change } = input;
    return policyOf({ directory, settings, provides, writes, before, files: change.files, ownRules, walk: () => index.walk(directory) }, parse, signal);
  },
};

export async function policyOf(input: PolicyInput, parse: SourceParser, signal?: AbortSignal): Promise<StageReport> {
  const rules = allRules().filter(({ id }) => severityOf(input.settings, id) !== "off");
  const changed = new Set(input.files.map(({ path }) => path));
  const files = { before: await filesBefore(input, input.files, parse), after: await filesAfter(input.directory, input.files, parse) };
  const change: RuleChange = {
    ...files,
    tests: once(() => testChanges(files)),
    deleted: new Set(input.files.flatMap(({ path, status }) => (status === "deleted" ? [path] : []))),
    provides: input.provides,
    writes: input.writes,
    surroundings: createSurroundings(input.directory, changed, input.walk),
  };
  signal?.throwIfAborted();
  const notes: string[] = [];
  const found = new Map(rules.map(({ id }) => [id, [] as Problem[]]));
  for (const [id, problems] of await freshProblems(rules, change)) found.get(id)?.push(...problems);
  for (const rule of rules) {
    signal?.throwIfAborted();
    if (rule.kind !== "change") continue;
    try {
      found.get(rule.id)?.push(...(await rule.compare(change)));
    } catch (error) {
      // One rule that trips over what somebody wrote must not keep the others from being told.
      notes.push(`the rule ${rule.id} could not be finished: ${toFailure(error).message}`);
    }
  }
  const findings = onePerPlace([...found].flatMap(([id, problems]) => grouped(id, problems, input.settings, change)));
  const own = await input.ownRules(input.directory, input.files, input.before);
  const report = await checkUserRules(own.rules, change.before, change.after);
  return { findings: [...findings, ...report.findings], notes: [...notes, ...own.notes, ...report.notes] };
}

/** What may have moved to a file that is still to be written: only a whole change can tell. */
const toldOfTheWhole: ReadonlySet<string> = new Set<PolicyRuleId>(["policy/test-removed", "policy/documented-member"]);

/** The errors of one file that was just written. */
export async function policyOfFile(
  input: Pick<PolicyInput, "directory" | "settings" | "before" | "ownRules" | "walk">,
  path: string,
  parse: SourceParser,
): Promise<StageReport> {
  const status = (await input.before(path)) === null ? "added" : "modified";
  const file = { path, status, modeBefore: "100644", modeAfter: "100644", bytes: 0 } as const;
  const { findings, notes } = await policyOf({ ...input, provides: [], writes: null, files: [file] }, parse);
  return { findings: findings.filter(({ severity, rule }) => severity === "error" && !toldOfTheWhole.has(rule)), notes };
}

export function severityOf(settings: GateSettings, id: PolicyRuleId): Severity {
  return settings.rules[id] ?? policyRules[id].severity;
}

/** What the rules on single files find now and did not find before, anywhere in the change: code may move. */
async function freshProblems(rules: readonly PolicyRule[], change: RuleChange): Promise<Map<PolicyRuleId, Problem[]>> {
  const now: { id: PolicyRuleId; problem: Problem }[] = [];
  for (const file of change.after) lookAt(rules, file, (id, problem) => now.push({ id, problem }));
  // What was before matters only to rules that find something now, and mostly none does.
  const telling = rules.filter((rule) => now.some(({ id }) => id === rule.id));
  const before = new Map<string, number>();
  for (const file of telling.length === 0 ? [] : change.before) {
    lookAt(telling, file, (id, { key }) => before.set(`${id}\0${key}`, (before.get(`${id}\0${key}`) ?? 0) + 1));
  }
  const found = new Map<PolicyRuleId, Problem[]>();
  const reliefs = new Map<string, boolean>();
  for (const { id, problem } of now) {
    const known = before.get(`${id}\0${problem.key}`) ?? 0;
    if (known > 0) {
      before.set(`${id}\0${problem.key}`, known - 1);
      continue;
    }
    const weighed = proven(problem, change);
    if (weighed === null || (await isHabit(weighed, change))) continue;
    found.set(id, [...(found.get(id) ?? []), await relieved(weighed, change, reliefs)]);
  }
  return found;
}

/** Null for what is nothing unless it is proven. */
function proven(problem: Problem, { before }: RuleChange): Problem | null {
  const { proof, relief: _, ...certain } = problem;
  if (proof === undefined) return problem;
  if (before.some(proof.before)) return { ...certain, severity: "error" };
  return proof.otherwise === null ? null : { ...problem, severity: proof.otherwise };
}

/** Only errors are worth the look around. */
async function relieved(problem: Problem, change: RuleChange, known: Map<string, boolean>): Promise<Problem> {
  const { relief, file } = problem;
  if (relief === undefined || problem.severity === "warning") return problem;
  // Many methods of one class ask the same.
  const asked = `${file}\0${String(relief)}`;
  const isRelieved = known.get(asked) ?? (change.after.some(({ text }) => holds(text, relief)) || (await usedAround(change.surroundings, file, relief, false)));
  known.set(asked, isRelieved);
  return isRelieved ? { ...problem, severity: "warning" } : problem;
}

/** Runs all rules on single files, with one walk of the tree. */
function lookAt(rules: readonly PolicyRule[], file: RuleFile, found: (id: PolicyRuleId, problem: Problem) => void): void {
  const handlers: Handler[] = [];
  for (const rule of rules) {
    const tell: Tell = (offset, problem) => found(rule.id, { file: file.path, offset, ...problem });
    if (rule.kind === "file") rule.look(file, tell);
    else if (rule.kind === "tree" && file.tree !== null) handlers.push(rule.enter(file, file.tree, tell));
    else if (rule.kind === "tree" && file.code !== null) rule.inCode?.(file, file.code, tell);
  }
  if (file.tree === null || handlers.length === 0) return;
  walk(file.tree.program, (node, ancestors) => {
    for (const handler of handlers) handler(node, ancestors);
  });
}

async function isHabit({ habit, file }: Problem, change: RuleChange): Promise<boolean> {
  if (habit === undefined) return false;
  const inTests = change.after.find(({ path }) => path === file)?.isTest ?? false;
  if (change.before.some(({ isTest, text }) => (inTests || !isTest) && text.includes(habit))) return true;
  return usedAround(change.surroundings, file, habit, inTests);
}

function holds(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);
}

async function usedAround(surroundings: Surroundings, path: string, habit: string | RegExp, inTests: boolean): Promise<boolean> {
  for (const near of await surroundings.near(path)) {
    const text = await surroundings.text(near);
    if (!holds(text, habit)) continue;
    if (inTests || !(await surroundings.file(near)).isTest) return true;
  }
  return false;
}

/** One finding for each rule, file and message: the same slip made ten times is one cause. */
function grouped(id: PolicyRuleId, problems: readonly Problem[], settings: GateSettings, change: RuleChange): Finding[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const key = `${problem.file}\0${problem.message}\0${problem.severity ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()].flatMap(([first, ...more]) => (first === undefined ? [] : [told(id, first, more, settings, change)]));
}

/** What two rules tell of one place has one cause: the error is kept, else what the first of them says. */
function onePerPlace(findings: readonly Finding[]): readonly Finding[] {
  const placeOf = ({ file, line, column }: Finding): string | null => (line === null ? null : `${file ?? ""}\0${line}\0${column ?? 0}`);
  const kept = new Map<string, Finding>();
  for (const each of findings) {
    const place = placeOf(each);
    const other = place === null ? undefined : kept.get(place);
    if (place !== null && (other === undefined || (other.severity === "warning" && each.severity === "error"))) kept.set(place, each);
  }
  return findings.filter((each) => {
    const place = placeOf(each);
    return place === null || kept.get(place) === each;
  });
}

function told(id: PolicyRuleId, problem: Problem, more: readonly Problem[], settings: GateSettings, change: RuleChange): Finding {
  const text = change.after.find(({ path }) => path === problem.file)?.text;
  const place = text === undefined || problem.offset === null ? null : placeAt(text, problem.offset);
  const lines = text === undefined ? [] : more.flatMap(({ offset }) => (offset === null ? [] : [placeAt(text, offset).line]));
  const also = lines.length === 0 ? "" : ` The same in line ${lines.slice(0, 5).join(", ")}${lines.length > 5 ? " and others" : ""}.`;
  return finding("policy", id.replace("policy/", ""), `${problem.message}${also}`, {
    file: problem.file,
    place,
    severity: weight(id, problem, settings),
    excerpt: text === undefined || place === null ? null : excerptAt(text, place),
    fix: problem.fix ?? null,
  });
}

/** What the user configured holds; else a rule may find one case heavier or lighter than another. */
function weight(id: PolicyRuleId, problem: Problem, settings: GateSettings): Finding["severity"] {
  const configured = settings.rules[id];
  if (configured !== undefined && configured !== "off" && configured !== policyRules[id].severity) return configured;
  return problem.severity ?? policyRules[id].severity;
}
