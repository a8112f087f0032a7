// What goes to models: bytes of the first request by role, what siblings share, and whether an ordinary session is left
// as it was.
import type { RecordedRequest } from "../src/scripted/index.ts";
import { roles } from "../src/core/ids.ts";
import { figure, type Figure } from "./measure.ts";
import { rolesScript } from "./missions.ts";
import { inPlace } from "./place.ts";

const kilobyte = 1024;
const orchestratorBytesMax = 1.5 * kilobyte;
const roleBytesMax = 8 * kilobyte;

/** System messages and tools, as the bytes that were sent. */
function instructionsAndTools({ request }: RecordedRequest): string {
  const system = request?.messages.filter((message) => message.role === "system") ?? [];
  return JSON.stringify(request?.body["tools"] ?? []) + JSON.stringify(system);
}

export async function firstRequestFigures(): Promise<Figure[]> {
  const requests = await inPlace(rolesScript(), async (place) => {
    const home = await place.home("home", true);
    await place.run(home, "run", "--command", "task", '"Add one function"');
    return place.server.requests;
  });
  return roles.map((role) => {
    const first = requests.find((request) => request.role === role);
    if (first === undefined) throw new Error(`The ${role} was never asked.`);
    const bytes = Buffer.byteLength(instructionsAndTools(first));
    const atMost = role === "orchestrator" ? orchestratorBytesMax : roleBytesMax;
    const tools = first.request?.tools ?? [];
    const detail = `system and ${tools.length} tools (${tools.join(", ")}); the whole first request: ${first.bytes} B`;
    return figure(`first request: ${role}`, bytes, "B", { atMost }, detail);
  });
}

/** The least share of instructions and tools that the first requests of siblings have in common from the first byte. */
export function prefixFigure(requests: readonly RecordedRequest[]): Figure {
  const firsts = new Map<string, RecordedRequest>();
  for (const request of requests) {
    if (request.role === "coder" && request.task !== null && !firsts.has(request.task)) firsts.set(request.task, request);
  }
  const [model, ...others] = [...firsts.values()];
  if (model === undefined || others.length === 0) throw new Error("There are no siblings to compare.");
  const shares = others.map((other) => sharedShare(instructionsAndTools(model), instructionsAndTools(other)));
  const whole = others.map((other) => sharedShare(promptOf(model), promptOf(other)));
  const detail =
    `the least of ${others.length} siblings' in 4 slots, held against the first; ` +
    `with the user's message, in the order of a prompt: ${percent(Math.min(...whole)).toFixed(1)} %`;
  return figure("prefix shared by siblings' first requests", percent(Math.min(...shares)), "%", { atLeast: 90 }, detail);
}

function promptOf(request: RecordedRequest): string {
  const rest = request.request?.messages.filter((message) => message.role !== "system") ?? [];
  return instructionsAndTools(request) + JSON.stringify(rest);
}

function sharedShare(left: string, right: string): number {
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared += 1;
  return shared / Math.max(left.length, right.length);
}

function percent(share: number): number {
  return share * 100;
}

/** What may differ between two runs of the same thing. */
const normalised: readonly (readonly [what: string, pattern: RegExp, by: string])[] = [
  ["ids of sessions, messages and parts", /\b(?:ses|msg|prt)_[0-9A-Za-z]+/g, "<id>"],
  ["today's date", /Today's date: [A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{4}/g, "Today's date: <date>"],
];

export async function ordinaryFigure(): Promise<Figure> {
  const { plain, plugged } = await inPlace({ entries: [] }, async (place) => {
    const bodiesOf = async (name: string, withPlugin: boolean): Promise<string[]> => {
      const home = await place.home(name, withPlugin);
      const before = place.server.requests.length;
      await place.run(home, "run", "hello");
      // A session's title is asked for beside its answer, and either may come first.
      return place.server.requests.slice(before).map(describe).sort();
    };
    return { plain: await bodiesOf("plain", false), plugged: await bodiesOf("plugged", true) };
  });
  const differing = Math.abs(plain.length - plugged.length) + plain.filter((body, index) => plugged[index] !== body).length;
  const used = normalised.filter(([, , by]) => plain.some((body) => body.includes(by)));
  const detail =
    `${plain.length} requests, headers included, ${plain.reduce((sum, body) => sum + body.length, 0)} B; ` +
    `normalised: ${used.length === 0 ? "nothing" : used.map(([what]) => what).join(", ")}` +
    (differing === 0 ? "" : `; first difference: ${firstDifference(plain, plugged)}`);
  return figure('requests of `opencode run "hello"` that the plugin changes', differing, "", { atMost: 0 }, detail);
}

function describe({ headers, text }: RecordedRequest): string {
  const sent = Object.entries(headers).sort().map(([name, value]) => `${name}: ${value}`);
  return normalised.reduce((body, [, pattern, by]) => body.replace(pattern, by), `${text}\n${sent.join("\n")}`);
}

function firstDifference(plain: readonly string[], plugged: readonly string[]): string {
  const index = plain.findIndex((body, at) => plugged[at] !== body);
  const [left, right] = [plain[index] ?? "", plugged[index] ?? ""];
  const at = [...left].findIndex((char, place) => char !== right[place]);
  return JSON.stringify([left.slice(at - 30, at + 60), right.slice(at - 30, at + 60)]);
}
