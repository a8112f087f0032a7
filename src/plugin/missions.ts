// Carries out what was typed after `/task`, once for each command, whoever asks first: the mission tool as a rule, and
// the plugin itself when the model ends its turn without calling it.
import type { PluginInput } from "@opencode-ai/plugin";
import { Driver, type Caller, type Finished, type MissionStatus } from "../compose/driver.ts";
import { cacheDirectory, configDirectory } from "../config/directories.ts";
import { OrchestratorError, toFailure } from "../core/errors.ts";
import { createHostClient } from "../host/client.ts";
import type { Clock } from "../ports/clock.ts";
import { createSystemClock } from "../runtime/system-clock.ts";
import type { CommandSession, Home } from "./home.ts";
import { createToastReporter } from "./reporting.ts";

const lookUpMs = 30_000;

export class Missions {
  private readonly home: Home;
  private readonly input: PluginInput;
  private readonly pluginOptions: Readonly<Record<string, unknown>>;
  private readonly clock: Clock = createSystemClock();

  constructor(home: Home, input: PluginInput, pluginOptions: Readonly<Record<string, unknown>>) {
    this.home = home;
    this.input = input;
    this.pluginOptions = pluginOptions;
  }

  /** Answers with Markdown for the user; a failure is an answer too. Asked again, it answers the same. */
  run(session: string, signal: AbortSignal | null): Promise<string> {
    const command = this.home.commands.get(session);
    if (command === undefined) return Promise.resolve('No /task was typed here. The user starts a mission with /task "goal".');
    const stop = () => command.abort.abort();
    if (signal?.aborted === true) stop();
    signal?.addEventListener("abort", stop, { once: true });
    command.answer ??= this.carryOut(session, command).catch(describeFailure);
    return command.answer;
  }

  /**
   * The session that a command was typed in is idle: the command is over when it is answered. One whose model was asked
   * and brought nothing at all (an error, an empty reply) is dropped, so that no later words in the session carry it out.
   */
  endTurn(session: string, command: CommandSession): void {
    const drop = () => {
      if (this.home.commands.get(session) === command) this.home.commands.delete(session);
    };
    if (command.answer !== null) {
      void command.answer.finally(drop);
    } else if (command.modelCalls > 0) {
      drop();
      const message = `${command.model ?? "The model"} answered nothing, so /task was not carried out. Type it again, or choose another model.`;
      createHostClient(this.input.client, this.clock, lookUpMs).toast(message, "warning").catch(() => undefined);
    }
  }

  private async carryOut(session: string, typed: CommandSession): Promise<string> {
    const client = createHostClient(this.input.client, this.clock, lookUpMs);
    const parent = await client.parentOf(session, typed.directory);
    if (parent !== null) {
      throw new OrchestratorError("child-session", "A session of a mission cannot start another.", "Type /task in a session of your own.");
    }
    const driver = this.driverOf(typed.directory);
    const { command } = typed;
    const caller: Caller = {
      session,
      model: typed.model,
      reporter: createToastReporter(client),
      signal: typed.abort.signal,
    };
    switch (command.verb) {
      case "empty":
        throw new OrchestratorError("goal-empty", "There is no goal.", 'Say what you want, as in /task "Add a login page".');
      case "start":
        return answerOf(await driver.start(command.goal, caller));
      case "resume":
        return answerOf(await driver.resume(caller));
      case "stop":
        return (await driver.ask("stop")) ?? answerOf(await driver.stop(caller));
      case "pause":
        if (driver.pause("you asked for it")) return "The mission is paused. Go on with `/task resume`.";
        return (await driver.ask("pause")) ?? refuseToPause();
      case "status":
        return statusOf(await driver.status());
    }
  }

  private driverOf(directory: string): Driver {
    const known = this.home.drivers.get(directory);
    if (known !== undefined) return known;
    const driver = new Driver({
      folder: directory,
      configDirectory: configDirectory(process.env),
      cacheDirectory: cacheDirectory(process.env),
      pluginOptions: this.pluginOptions,
      environment: process.env,
      table: this.home.table,
      clock: this.clock,
      client: (callMs) => createHostClient(this.input.client, this.clock, callMs),
    });
    this.home.drivers.set(directory, driver);
    return driver;
  }
}

function refuseToPause(): never {
  throw new OrchestratorError("mission-none", "No mission is running in this folder.", "/task status says how things stand.");
}

function answerOf(finished: Finished): string {
  return finished.report;
}

async function statusOf(status: MissionStatus | null): Promise<string> {
  if (status === null) return 'There has been no mission in this folder. Start one with /task "goal".';
  const { view, passedOver } = status;
  const { renderStatus } = await import("../core/report.ts");
  const tasks = view.tasks.map((task) => `- ${task.id}: ${task.state}${task.reason === "" ? "" : ` (${task.reason})`}`);
  return [`Mission ${view.mission}, "${view.goal.slice(0, 200)}"`, "", renderStatus(view), "", ...tasks, "", ...passedOver].join("\n");
}

function describeFailure(thrown: unknown): string {
  const failure = toFailure(thrown);
  return `**/task could not do that** (${failure.kind}).\n\n${failure.message}\n\n${failure.hint}`;
}
