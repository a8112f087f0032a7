// The user's own rules on the changed files: only matches that are more than before the change count, wherever in the
// change they have moved to.
import type { NapiConfig, SgNode } from "@ast-grep/napi";
import type { Finding } from "../../core/change.ts";
import { nestingProblem } from "../../core/nesting.ts";
import { excerptAt, finding, placeAt } from "../finding.ts";
import type { RuleFile } from "../rules/rule.ts";
import type { StageReport } from "../stage.ts";
import type { UserRule } from "./rule-file.ts";

/** Of further places of one finding. */
const linesShownMax = 5;
const messageCharsMax = 280;
const fixCharsMax = 400;

interface Match {
  readonly file: RuleFile;
  readonly key: string;
  readonly offset: number;
  readonly message: string;
  readonly fix: string | null;
}

export async function checkUserRules(rules: readonly UserRule[], before: readonly RuleFile[], after: readonly RuleFile[]): Promise<StageReport> {
  const findings: Finding[] = [];
  const notes: string[] = [];
  for (const rule of rules) {
    const old = new Map<string, number>();
    for (const { key } of await matchesIn(rule, before, [])) old.set(key, (old.get(key) ?? 0) + 1);
    const fresh = new Map<string, Match[]>();
    for (const match of await matchesIn(rule, after, notes)) {
      const known = old.get(match.key) ?? 0;
      if (known > 0) {
        old.set(match.key, known - 1);
        continue;
      }
      // The same slip made ten times is one cause.
      const cause = `${match.file.path}\0${match.message}`;
      fresh.set(cause, [...(fresh.get(cause) ?? []), match]);
    }
    for (const [first, ...more] of fresh.values()) if (first !== undefined) findings.push(told(rule, first, more));
  }
  return { findings, notes };
}

function told({ id, severity, note }: UserRule, { file, offset, message, fix }: Match, more: readonly Match[]): Finding {
  const place = placeAt(file.text, offset);
  const whole = (note === null ? message : `${message} ${note}`).slice(0, messageCharsMax);
  const lines = more.map((match) => placeAt(file.text, match.offset).line);
  const also = lines.length === 0 ? "" : ` The same in line ${lines.slice(0, linesShownMax).join(", ")}${lines.length > linesShownMax ? " and others" : ""}.`;
  return finding("policy", `own/${id}`, whole + also, { file: file.path, place, severity, excerpt: excerptAt(file.text, place), fix });
}

async function matchesIn(rule: UserRule, files: readonly RuleFile[], notes: string[]): Promise<Match[]> {
  const { parse } = await import("@ast-grep/napi");
  const found: Match[] = [];
  for (const file of files) {
    if (!rule.language.matches(file.path) || !rule.covers(file.path)) continue;
    const unsafe = nestingProblem(file.text);
    if (unsafe !== null) {
      notes.push(`${file.path} was not checked by the project's own rules, because it ${unsafe}`);
      continue;
    }
    const nodes = parse(rule.language.name, file.text).root().findAll(rule.matcher as NapiConfig);
    for (const node of nodes) found.push(matchOf(rule, file, node));
  }
  return found;
}

function matchOf({ message, fix }: UserRule, file: RuleFile, node: SgNode): Match {
  return {
    file,
    key: node.text().replace(/\s+/g, " "),
    offset: node.range().start.index,
    message: withVariables(message, node, file.text),
    fix: fix === null ? null : withVariables(fix, node, file.text).slice(0, fixCharsMax),
  };
}

/** `$NAME` and `$$$NAMES` as the rule matched them; a name that it did not match stays as it is. */
function withVariables(text: string, node: SgNode, source: string): string {
  return text.replace(/\$(\$\$)?([A-Z_][A-Z0-9_]*)/g, (written, several: string | undefined, name: string) => {
    if (several === undefined) return node.getMatch(name)?.text() ?? written;
    const nodes = node.getMultipleMatches(name);
    const first = nodes[0];
    const last = nodes.at(-1);
    return first === undefined || last === undefined ? "" : source.slice(first.range().start.index, last.range().end.index);
  });
}
