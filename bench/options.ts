// The words behind `npm run bench --`: which groups, and their options. What is not known is refused before anything is
// measured, since a misspelt option would measure something else for an hour.
export interface BenchOption {
  /** With its dashes. */
  readonly name: string;
  readonly value: "none" | "number" | "text";
  readonly says: string;
}

export interface Asked<Group extends string> {
  readonly groups: readonly Group[];
  readonly options: readonly string[];
}

export type Reading<Group extends string> =
  | { readonly ok: true; readonly isHelp: boolean; readonly asked: Asked<Group> }
  | { readonly ok: false; readonly problem: string };

/** `optionsOf`: each group's. An option is refused if one of the asked groups does not have it. */
export function readWords<Group extends string>(
  words: readonly string[],
  groupsNamed: (word: string) => readonly Group[],
  optionsOf: (group: Group) => readonly BenchOption[],
): Reading<Group> {
  const options = words.filter((word) => word.startsWith("-"));
  const names = words.filter((word) => !word.startsWith("-"));
  if (options.includes("--help") || options.includes("-h")) return { ok: true, isHelp: true, asked: { groups: [], options: [] } };
  for (const name of names) {
    if (groupsNamed(name).length === 0) return { ok: false, problem: `There is no group "${name}".` };
  }
  const groups = [...new Set(names.flatMap(groupsNamed))];
  if (groups.length === 0 && options.length > 0) return { ok: false, problem: `${options.join(" ")}: name the group that it is for.` };
  for (const word of options) {
    for (const group of groups) {
      const problem = problemOf(word, group, optionsOf(group));
      if (problem !== null) return { ok: false, problem };
    }
  }
  return { ok: true, isHelp: false, asked: { groups, options } };
}

function problemOf(word: string, group: string, known: readonly BenchOption[]): string | null {
  const [name = "", value] = word.split(/=(.*)/s);
  const option = known.find((one) => one.name === name);
  if (option === undefined) {
    const there = known.length === 0 ? "it has none" : `there are ${known.map((one) => one.name).join(", ")}`;
    return `The group ${group} has no option ${name}; ${there}.`;
  }
  if (option.value === "none") return value === undefined ? null : `${name} takes no value.`;
  if (value === undefined || value === "") return `${name} wants a value, as in ${name}=${option.value === "number" ? "3" : "NAME"}.`;
  return option.value === "number" && !/^[1-9]\d{0,5}$/.test(value) ? `${name} wants a whole number from 1, not "${value}".` : null;
}

/** The value behind `--name=`; null if it was not given. */
export function valueOf(options: readonly string[], name: string): string | null {
  const prefix = `${name}=`;
  return options.findLast((option) => option.startsWith(prefix))?.slice(prefix.length) ?? null;
}
