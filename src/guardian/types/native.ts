// Checkers that come with their language: `go vet` and `cargo check`, where the project has a manifest at its top and
// the language is installed.
import { errorsIn, readLines } from "../tools/output-lines.ts";
import type { ToolSearch } from "../tools/project-tool.ts";
import { isFile, isOnPath } from "../tools/tool-place.ts";

const none: ToolSearch = { tools: [], notes: [] };
const goLine = /^(?:vet: )?(?:\.\/)?(?<file>[^\s:]\S*?\.go):(?<line>\d+)(?::(?<column>\d+))?: (?<message>.+)$/;
export const cargoLine =
  /^(?<file>\S.*?\.rs):(?<line>\d+):(?<column>\d+): (?<severity>error|warning)(?:\[(?<code>[\w:-]+)\])?: (?<message>.+)$/;

export async function goVet(directory: string, changed: readonly string[]): Promise<ToolSearch> {
  if (!changed.some((path) => /\.go$|(?:^|\/)go\.mod$/.test(path))) return none;
  if (!(await isFile(directory, "go.mod"))) return none;
  if (!(await isOnPath("go"))) return { tools: [], notes: ["types not checked by go vet, because go is not installed"] };
  const argv = ["go", "vet", "./..."];
  const read = (output: string) => readLines(output, goLine);
  return { tools: [{ name: "go vet", argv, baseArgv: argv, answers: [0, 1, 2], files: null, read }], notes: [] };
}

export async function cargoCheck(directory: string, changed: readonly string[]): Promise<ToolSearch> {
  if (!changed.some((path) => /\.rs$|(?:^|\/)Cargo\.toml$/.test(path))) return none;
  if (!(await isFile(directory, "Cargo.toml"))) return none;
  if (!(await isOnPath("cargo"))) return { tools: [], notes: ["types not checked by cargo check, because cargo is not installed"] };
  const argv = ["cargo", "check", "--offline", "--quiet", "--workspace", "--all-targets", "--message-format", "short"];
  const read = (output: string) => errorsIn(readLines(output, cargoLine));
  return { tools: [{ name: "cargo check", argv, baseArgv: argv, answers: [0, 101], files: null, read }], notes: [] };
}
