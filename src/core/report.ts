// The mission's report in Markdown: every task, attempt, finding, token and commit, made from the view and nothing else.
import type { Finding } from "./change.ts";
import type { Judged } from "./mission.ts";
import type { AttemptView, MissionView, TaskView } from "./view.ts";
import { totalTokens, type Usage } from "./usage.ts";

const messageCharsMax = 400;

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
  const { merged } = view.counts;
  const lines = [`# Mission ${state}: ${oneLine(view.goal, 120)}`, "", `${merged} of ${view.tasks.length} tasks merged.`];
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
  const lines = [`### ${task.id}: ${oneLine(task.title, 120)}`, "", `State: ${task.state}${task.reason === "" ? "" : `, since ${task.reason}`}`];
  if (task.granted.length > 0) lines.push(`Granted on request: ${task.granted.join(", ")}`);
  for (const attempt of task.attempts) lines.push("", ...attemptLines(attempt));
  if (task.concerns.length > 0) lines.push("", "What reviewers held against it:", list(task.concerns.map(judgedLine)));
  if (task.notes.length > 0) lines.push("", "Not checked, or not counted:", list(task.notes));
  return lines.join("\n");
}

function judgedLine({ concern, trial }: Judged): string {
  return `${trial.outcome}: ${oneLine(concern.problem, messageCharsMax / 2)} (${oneLine(trial.why, messageCharsMax / 2)})`;
}

function attemptLines(attempt: AttemptView): string[] {
  const model = attempt.model === null ? "" : ` on ${attempt.model}`;
  const commit = attempt.commit === null ? "" : `, commit ${short(attempt.commit)}`;
  const spent = `${seconds(attempt.durationMs)}, ${attempt.usage.calls} calls, ${totalTokens(attempt.usage)} tokens`;
  return [
    `- Attempt ${attempt.attempt}: ${attempt.role}${model} (${attempt.rung}; ${oneLine(attempt.why, messageCharsMax)}) → **${attempt.end}** (${spent}${commit})`,
    ...attempt.findings.map((finding) => `  - ${findingLine(finding)}`),
    ...(attempt.findings.length === 0 && attempt.message !== "" ? [`  - ${oneLine(attempt.message, messageCharsMax)}`] : []),
  ];
}

function findingLine(finding: Finding): string {
  const place = finding.file === null ? "" : `${finding.file}${finding.line === null ? "" : `:${finding.line}`} `;
  return `${place}[${finding.rule}] ${oneLine(finding.message, messageCharsMax)}`;
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

function list(items: readonly string[]): string {
  return items.map((item) => `- ${oneLine(item, messageCharsMax)}`).join("\n");
}

function oneLine(text: string, charsMax: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > charsMax ? `${line.slice(0, charsMax)} …` : line;
}

function cell(text: string): string {
  return oneLine(text, 80).replaceAll("|", "\\|");
}

function short(commit: string | null): string {
  return commit === null ? "" : commit.slice(0, 10);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** One line for a toast or a status. */
export function renderStatus(view: MissionView): string {
  const { attempting, gating, reviewing, integrating, merged, stopped, dropped } = view.counts;
  const working = attempting + gating + reviewing + integrating;
  const given = stopped + dropped;
  const state = view.paused === null ? (view.outcome ?? view.phase) : "paused";
  const parts = [
    `${state}: ${merged} of ${view.tasks.length} tasks merged`,
    ...(working > 0 ? [`${working} under way`] : []),
    ...(given > 0 ? [`${given} given up`] : []),
    `${totalTokens(view.usage)} tokens`,
  ];
  return parts.join(", ");
}
