// The mission's report in Markdown: every task, attempt, finding, token and commit, made from the view and nothing else.
import { findingLine, list, oneLine, seconds, short, taskStory } from "./explain.ts";
import type { MissionView, TaskView, WaitView } from "./view.ts";
import { wholeStory } from "./whole-story.ts";
import { totalTokens, type Usage } from "./usage.ts";

export interface ReportPlaces {
  /** The mission's folder, for "where to look". */
  readonly directory: string;
  readonly branch: string;
  readonly elapsedMs: number;
}

export function renderReport(view: MissionView, places: ReportPlaces): string {
  const sections = [
    headline(view),
    landingSection(view, places),
    taskTable(view),
    ...view.tasks.map(taskSection),
    wholeSection(view),
    verifySection(view),
    listSection("Assumptions", view.assumptions),
    listSection("Notes", view.notes),
    costSection(view, places),
    whereSection(places),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function headline(view: MissionView): string {
  const state = view.paused === null ? (view.outcome ?? view.phase) : "paused";
  const { merged, split } = view.counts;
  const lines = [`# Mission ${state}: ${oneLine(view.goal, 120)}`, "", `${merged} of ${view.tasks.length - split} tasks merged.`];
  if (split > 0) lines.push(`${split} more ${split === 1 ? "was" : "were"} replaced by others.`);
  if (view.paused !== null) lines.push(`Paused: ${view.paused}`, "Go on with `/task resume`, or give it up with `/task stop`.");
  if (view.reason !== "") lines.push(`Why not done: ${view.reason}`);
  if (view.summary !== "") lines.push("", view.summary);
  return lines.join("\n");
}

function landingSection(view: MissionView, places: ReportPlaces): string {
  const { landing } = view;
  if (landing === null) return "";
  if (landing.outcome === "landed") {
    return `## Landed\n\n${landing.files.length} files are in your working tree, uncommitted:\n\n${list(landing.files)}`;
  }
  const why =
    landing.changedMeanwhile.length > 0
      ? `You changed these files meanwhile, so nothing of yours was touched:\n\n${list(landing.changedMeanwhile)}\n\n`
      : "";
  return `## Not landed\n\n${why}The result stands on the branch \`${landing.branch || places.branch}\`. To take it: \`git merge ${landing.branch || places.branch}\`.`;
}

function taskTable(view: MissionView): string {
  if (view.tasks.length === 0) return "";
  const rows = view.tasks.map((task) => {
    const cost = totalTokens(task.usage);
    return `| ${task.id} | ${cell(task.title)} | ${task.state} | ${task.attempts.length} | ${cost} | ${short(task.merged)} |`;
  });
  return ["## Tasks", "", "| task | title | state | attempts | tokens | commit |", "|---|---|---|---|---|---|", ...rows].join("\n");
}

function taskSection(task: TaskView): string {
  return [`### ${task.id}: ${oneLine(task.title, 120)}`, "", ...taskStory(task)].join("\n");
}

function wholeSection({ whole }: MissionView): string {
  const lines = wholeStory(whole);
  return lines.length === 0 ? "" : ["## Review of the whole", "", ...lines].join("\n");
}

function verifySection(view: MissionView): string {
  if (view.verifyCommands.length === 0 && view.verifyFindings.length === 0) return "";
  const findings = view.verifyFindings.map((finding) => `- ${findingLine(finding)}`);
  const commands = view.verifyCommands.map((command) => `\`${command}\``).join(", ");
  const lines = ["## Verification of the whole", "", `Commands: ${commands || "none"}`, ...findings];
  if (view.verifyNotes.length > 0) lines.push("", "Not checked, or not counted:", list(view.verifyNotes));
  return lines.join("\n");
}

function costSection(view: MissionView, places: ReportPlaces): string {
  const rows = [...view.usageByRole].map(([role, usage]) => costRow(role, usage));
  const head = ["| role | calls | input | cached | output | cost |", "|---|---|---|---|---|---|"];
  return [
    "## Cost",
    "",
    ...head,
    ...rows,
    costRow("**all**", view.usage),
    "",
    `Time: ${seconds(places.elapsedMs)}.`,
  ].join("\n");
}

function costRow(name: string, usage: Usage): string {
  const output = usage.outputTokens + usage.reasoningTokens;
  return `| ${name} | ${usage.calls} | ${usage.inputTokens} | ${usage.cacheReadTokens} | ${output} | ${usage.cost.toFixed(4)} |`;
}

function whereSection(places: ReportPlaces): string {
  return `## Where to look\n\n- ${places.directory}: journal, plan, and every attempt's prompt, reply, patch and findings\n- branch \`${places.branch}\`: one commit a task`;
}

function listSection(title: string, items: readonly string[]): string {
  return items.length === 0 ? "" : `## ${title}\n\n${list(items)}`;
}

function cell(text: string): string {
  return oneLine(text, 80).replaceAll("|", "\\|");
}

/** `waiting for provider/model until 14:03:05 UTC (429: too many requests)`. */
export function renderWait({ model, untilMs, why }: WaitView): string {
  const until = untilMs === null ? "" : ` until ${clockTime(untilMs)} UTC`;
  return `waiting for ${model ?? "the session's own model"}${until} (${oneLine(why, 120)})`;
}

/** Time of day from milliseconds since 1970. */
function clockTime(ms: number): string {
  const total = Math.ceil(ms / 1_000);
  return [Math.floor(total / 3_600) % 24, Math.floor(total / 60) % 60, total % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** One line for a toast or a status. */
export function renderStatus(view: MissionView): string {
  if (view.waiting !== null) return `${renderWait(view.waiting)}, ${totalTokens(view.usage)} tokens`;
  const { attempting, gating, reviewing, integrating, asking, merged, split, stopped, dropped } = view.counts;
  const working = attempting + gating + reviewing + integrating + asking;
  const given = stopped + dropped;
  const state = view.paused === null ? (view.outcome ?? view.phase) : "paused";
  const parts = [
    `${state}: ${merged} of ${view.tasks.length - split} tasks merged`,
    ...(working > 0 ? [`${working} under way`] : []),
    ...(given > 0 ? [`${given} given up`] : []),
    `${totalTokens(view.usage)} tokens`,
  ];
  return parts.join(", ");
}
