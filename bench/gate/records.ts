// What was measured, change by change, and the shares that follow from it.
import type { Verdict } from "../../src/core/change.ts";
import { halves, type Half } from "./candidate.ts";
import { clopperPearson, type Interval } from "./interval.ts";

export interface JudgedChange {
  readonly package: string;
  readonly half: Half;
  readonly group: "wrong" | "right";
  readonly class: string;
  readonly kind: string;
  readonly accepted: boolean;
  /** Whether the stages before the project's tests accept it: those run only if they do. */
  readonly acceptedWithoutTests: boolean;
  /** Rules that refused it. */
  readonly rules: readonly string[];
  readonly message: string;
  readonly notes: readonly string[];
  readonly excerpt: readonly string[];
}

export interface Share extends Interval {
  readonly hits: number;
  readonly count: number;
  readonly share: number;
}

export interface Row {
  readonly half: Half;
  readonly group: "wrong" | "right";
  /** Null for all classes together. */
  readonly class: string | null;
  /** Accepted if wrong, refused if right. */
  readonly withoutTests: Share;
  readonly withTests: Share;
}

const testStages: ReadonlySet<string> = new Set(["checks", "proof"]);

export function recordOf(
  facts: Pick<JudgedChange, "package" | "half" | "group" | "class" | "kind" | "excerpt">,
  verdict: Verdict,
): JudgedChange {
  const errors = verdict.findings.filter(({ severity }) => severity === "error");
  const refused = verdict.outcome === "refused";
  return {
    ...facts,
    accepted: !refused,
    acceptedWithoutTests: !refused || testStages.has(verdict.stage),
    rules: refused ? [...new Set(errors.map(({ rule }) => rule))] : [],
    message: refused ? `${errors[0]?.file ?? ""}:${errors[0]?.line ?? ""} ${errors[0]?.message ?? ""}`.slice(0, 300) : "",
    notes: verdict.notes.slice(0, 3),
  };
}

export function rowsOf(records: readonly JudgedChange[]): readonly Row[] {
  return (["wrong", "right"] as const).flatMap((group) =>
    halves.flatMap((half) => {
      const own = records.filter((record) => record.group === group && record.half === half);
      const classes = [...new Set(own.map((record) => record.class))];
      return (own.length === 0 ? [] : [...classes, null]).map((name): Row => {
        const counted = own.filter((record) => name === null || record.class === name);
        const isHit = (accepted: boolean): boolean => (group === "wrong" ? accepted : !accepted);
        return {
          half,
          group,
          class: name,
          withoutTests: shareOf(counted.filter((record) => isHit(record.acceptedWithoutTests)).length, counted.length),
          withTests: shareOf(counted.filter((record) => isHit(record.accepted)).length, counted.length),
        };
      });
    }),
  );
}

function shareOf(hits: number, count: number): Share {
  return { hits, count, share: count === 0 ? 0 : hits / count, ...clopperPearson(hits, count) };
}

/** How often each rule refused, the most frequent first. */
export function ruleCounts(records: readonly JudgedChange[]): readonly (readonly [rule: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { rules } of records) for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].toSorted(([, left], [, right]) => right - left);
}
