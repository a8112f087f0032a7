// Loads the configuration: defaults, plugin options, global file, project file, environment, flags, each over the one
// before. Knows where the layers are, not what they may contain.
import { join } from "node:path";
import { OrchestratorError } from "../core/errors.ts";
import type { Settings } from "../core/settings.ts";
import { defaultSettings } from "./defaults.ts";
import { readEnvironment } from "./environment.ts";
import { readFileLayer, type FileLayer } from "./file.ts";
import { checkLayer, keyName, type ConfigProblem, type Layer } from "./problems.ts";
import { configurationSchema, type ConfigurationSchema, type WrittenSettings } from "./schema.ts";
import { overlay } from "./settings.ts";

export type { WrittenSettings } from "./schema.ts";

export const configurationFile = "opencode.toml";

const problemsShownMax = 20;

export interface ConfigurationSources {
  readonly projectDirectory: string;
  /** OpenCode's configuration folder, as `opencodeConfigDirectory` answers. */
  readonly configDirectory: string;
  /** As given beside the plugin in opencode.json: the keys of `[orchestrator]`, unchecked. */
  readonly pluginOptions?: unknown;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly flags?: WrittenSettings;
}

export function opencodeConfigDirectory(
  environment: Readonly<Record<string, string | undefined>>,
  homeDirectory: string,
): string {
  const configHome = environment["XDG_CONFIG_HOME"];
  const hasConfigHome = configHome !== undefined && configHome !== "";
  return join(hasConfigHome ? configHome : join(homeDirectory, ".config"), "opencode");
}

/** Fails with `config-invalid`, naming everything that is wrong in every layer at once. */
export async function loadSettings(sources: ConfigurationSources): Promise<Settings> {
  const schema = await configurationSchema();
  const tableKeys = Object.keys(schema.node.properties ?? {});
  const globalPath = join(sources.configDirectory, configurationFile);
  const projectPath = join(sources.projectDirectory, configurationFile);
  const inProject: FileLayer =
    globalPath === projectPath ? { outcome: "absent" } : await readFileLayer(projectPath, tableKeys);
  const files = [await readFileLayer(globalPath, tableKeys), inProject];
  const environment = readEnvironment(sources.environment ?? {}, schema.node);
  const layers: Layer[] = [
    objectLayer("plugin options", sources.pluginOptions ?? {}),
    ...files.flatMap((file) => (file.outcome === "read" ? [file.layer] : [])),
    environment.layer,
    objectLayer("flags", sources.flags ?? {}),
  ];
  const unread = files.flatMap((file) => (file.outcome === "invalid" ? file.problems : []));
  return layOver(layers, schema, [...unread, ...environment.problems]);
}

function objectLayer(name: string, value: unknown): Layer {
  return { value, locate: (path) => (path.length === 0 ? name : `${name}: ${keyName(path)}`) };
}

function layOver(layers: readonly Layer[], schema: ConfigurationSchema, found: readonly ConfigProblem[]): Settings {
  const problems = [...found];
  let settings = defaultSettings;
  for (const layer of layers) {
    const checked = checkLayer(layer, schema);
    if (checked.ok) settings = overlay(settings, checked.written);
    else problems.push(...checked.problems);
  }
  if (problems.length > 0) throw invalid(problems);
  return settings;
}

function invalid(problems: readonly ConfigProblem[]): OrchestratorError {
  const lines = problems.slice(0, problemsShownMax).map((problem) => `${problem.where}: ${problem.message}`);
  if (problems.length > problemsShownMax) lines.push(`and ${problems.length - problemsShownMax} more`);
  return new OrchestratorError(
    "config-invalid",
    `The configuration is not valid:\n${lines.join("\n")}`,
    "Correct what is named; docs/configuration.md lists every key with its type, bounds and default.",
  );
}
