// Agents without the plugin, each in one conversation: what they do is drawn like the roles' deeds. A step is remembered
// rather than read from the conversation, since OpenCode shortens one that has grown too long.
import type { Script, Turn } from "../../src/scripted/index.ts";
import type { Deed, Deeds } from "./deeds.ts";
import type { RealTask } from "./tasks.ts";
import { visibleCommand } from "./test-command.ts";
import { readCall, writeTurn, type Workshop } from "./writing.ts";

/** Tries at one task, the first included, as many as ours may make. */
export const triesMax = 8;

export interface Agent {
  readonly script: Script;
  /** Whether it says that all is done; for an agent that runs tests, that they pass. */
  readonly saysDone: boolean;
}

/** Every task once, and no test is run. */
export function oneShot(shop: Workshop, deeds: Deeds): Agent {
  const turns = shop.tasks.flatMap((task) => [...reading([task]), writeTurn(shop.errors, task, alone(deeds.looped(task.id, 1)))]);
  return { script: inOrder(turns), saysDone: true };
}

/** One task after another, each until its tests pass or its tries are used up. */
export function looped(shop: Workshop, deeds: Deeds): Agent {
  const turns: Turn[] = [];
  let saysDone = true;
  for (const task of shop.tasks) {
    turns.push(...reading([task]));
    let isOpen = true;
    for (let round = 1; isOpen && round <= triesMax; round += 1) {
      const deed = alone(deeds.looped(task.id, round));
      turns.push(writeTurn(shop.errors, task, deed), testing([task]));
      isOpen = !passesVisible(deed);
    }
    if (isOpen) saysDone = false;
  }
  return { script: inOrder(turns), saysDone };
}

/** All tasks in every reply, which costs the least that a loop can; the tests of all that is open, then again. */
export function loopedSideBySide(shop: Workshop, deeds: Deeds): Agent {
  const turns: Turn[] = [...reading(shop.tasks)];
  let open = shop.tasks;
  for (let round = 1; open.length > 0 && round <= triesMax; round += 1) {
    const done = open.map((task) => ({ task, deed: alone(deeds.looped(task.id, round)) }));
    const writes = done.map(({ task, deed }) => writeTurn(shop.errors, task, deed));
    turns.push({ calls: writes.filter(({ fault }) => fault === undefined).flatMap(({ calls }) => calls ?? []) });
    turns.push(...writes.filter(({ fault }) => fault !== undefined), testing(open));
    open = done.filter(({ deed }) => !passesVisible(deed)).map(({ task }) => task);
  }
  return { script: inOrder(turns.filter(({ calls }) => calls?.length !== 0)), saysDone: open.length === 0 };
}

/** One try at one task, in a session of its own; a test of it is the caller's to run. */
export function oneTry({ errors }: Workshop, task: RealTask, deed: Deed): Script {
  return inOrder([...reading([task]), writeTurn(errors, task, alone(deed))]);
}

function reading(tasks: readonly RealTask[]): readonly Turn[] {
  const calls = tasks.flatMap((task) => readCall(task) ?? []);
  return calls.length === 0 ? [] : [{ calls }];
}

/** One command after another: side by side, on few cores, each would run into the deadline of OpenCode's shell. */
function testing(tasks: readonly RealTask[]): Turn {
  const command = tasks.map((task) => visibleCommand(task)).join("; ");
  return { calls: [{ tool: "bash", args: { command, description: "Runs the tests", timeout: bashMs } }] };
}

const bashMs = 10 * 60_000;

function passesVisible(deed: Deed): boolean {
  return deed === "right" || deed === "hidden mutant";
}

/** Without a form to hand in there is none to get wrong: such a deed leaves the work undone. */
function alone(deed: Deed): Deed {
  return deed === "malformed" ? "lazy" : deed;
}

/** The next of the turns for each request that offers tools; one without wants a title or a summary. */
function inOrder(turns: readonly Turn[]): Script {
  let step = 0;
  return {
    entries: [],
    otherwise: ({ tools, turn }) => {
      if (tools.length === 0) return { turns: Array.from({ length: turn + 1 }, () => ({ text: "Parts of packages are written again." })) };
      const due = turns[step] ?? { text: "Done." };
      step += 1;
      return { turns: Array.from({ length: turn + 1 }, () => due) };
    },
  };
}
