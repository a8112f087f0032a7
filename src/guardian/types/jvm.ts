// Checkers of Java and Kotlin: Maven and Gradle without network, at the top of the build that a changed file belongs to;
// plain `javac` over all sources where there is no build.
import { walkSlot } from "../files/slot-walk.ts";
import type { Diagnostic } from "../tools/diagnostics.ts";
import { errorsIn, readLines } from "../tools/output-lines.ts";
import type { ProjectTool, ToolSearch } from "../tools/project-tool.ts";
import { cachePlace } from "../tools/tool-command.ts";
import { foldersWith, isExecutable, isOnPath } from "../tools/tool-place.ts";
import { join } from "node:path";

const language = /\.(?:java|kt)$|(?:^|\/)(?:pom\.xml|(?:build|settings)\.gradle(?:\.kts)?)$/;
const gradleFiles = ["settings.gradle", "settings.gradle.kts", "build.gradle", "build.gradle.kts"];
const otherBuilds = ["build.xml", "BUILD", "BUILD.bazel", "build.sbt"];
const mavenLine = /^\[ERROR\] (?<file>\S.*?\.(?:java|kt)):\[(?<line>\d+),(?<column>\d+)\] (?:error: )?(?<message>.+)$/;
const javacLine = /^(?<file>\S.*?\.java):(?<line>\d+): (?<severity>error|warning): (?<message>.+)$/;
const kotlinLine = /^e: (?:file:\/\/)?(?<file>\S.*?\.kts?):(?<line>\d+):(?<column>\d+):? (?<message>.+)$/;
/** A command may have 4096 bytes; this much of it is for files. */
const sourcesBytesMax = 3_500;

export async function jvmCheckers(
  directory: string,
  changed: readonly string[],
  added: ReadonlySet<string>,
): Promise<ToolSearch> {
  const maven = new Set<string>();
  const gradle = new Set<string>();
  let isPlain = false;
  for (const path of changed.filter((one) => language.test(one))) {
    const pom = (await foldersWith(directory, path, ["pom.xml"])).at(-1);
    const build = (await foldersWith(directory, path, gradleFiles)).at(-1);
    if (pom !== undefined) maven.add(pom);
    else if (build !== undefined) gradle.add(build);
    else if (path.endsWith(".java") && (await foldersWith(directory, path, otherBuilds)).length === 0) isPlain = true;
  }
  const found = [
    ...(await Promise.all([...maven].map(mavenIn))),
    ...(await Promise.all([...gradle].map((folder) => gradleIn(directory, folder)))),
    ...(isPlain ? [await javac(directory, added)] : []),
  ];
  return { tools: found.flatMap(({ tools }) => tools), notes: found.flatMap(({ notes }) => notes) };
}

async function mavenIn(folder: string): Promise<ToolSearch> {
  if (!(await isOnPath("mvn"))) return notChecked("mvn", "it is not installed");
  const read = (output: string) => readLines(withSymbols(output), mavenLine);
  return tool("mvn", folder, ["mvn", "--offline", "--quiet", "--batch-mode", "test-compile"], read);
}

async function gradleIn(directory: string, folder: string): Promise<ToolSearch> {
  const hasWrapper = await isExecutable(join(directory, folder, "gradlew"));
  if (!hasWrapper && !(await isOnPath("gradle"))) return notChecked("gradle", "it is not installed");
  const argv = [hasWrapper ? "./gradlew" : "gradle", "--offline", "--no-daemon", "--quiet", "--console=plain", "--continue", "testClasses"];
  const read = (output: string) => errorsIn([...readLines(withSymbols(output), javacLine), ...readLines(output, kotlinLine)]);
  return tool("gradle", folder, argv, read, ["--project-cache-dir", `${cachePlace}/gradle`]);
}

async function javac(directory: string, added: ReadonlySet<string>): Promise<ToolSearch> {
  const { paths, complete } = await walkSlot(directory);
  const sources = paths.filter((path) => path.endsWith(".java"));
  const isTooMuch = !complete || Buffer.byteLength(sources.join(" ")) > sourcesBytesMax;
  if (isTooMuch) return notChecked("javac", "there are too many sources without a build of Maven or Gradle");
  if (!(await isOnPath("javac"))) return notChecked("javac", "it is not installed");
  const argv = ["javac", "-proc:none", "-Xlint:none", "-Xmaxerrs", "1000"];
  const known = sources.filter((path) => !added.has(path));
  const baseArgv = known.length === 0 ? null : [...argv, ...known];
  const found = tool("javac", "", [...argv, ...sources], readJavac, ["-d", `${cachePlace}/javac`]);
  return { ...found, tools: found.tools.map((one) => ({ ...one, baseArgv })) };
}

/** Where packages are not on the class path, nobody can say which of the other problems follow from that. */
export function readJavac(output: string): readonly Diagnostic[] {
  const errors = errorsIn(readLines(withSymbols(output), javacLine));
  const isIncomplete = errors.some(({ message }) => /^package \S+ does not exist/.test(message));
  return isIncomplete ? errors.map((error): Diagnostic => ({ ...error, severity: "warning" })) : errors;
}

/** Which symbol cannot be found stands below, in javac's own words behind the line of source. */
function withSymbols(output: string): string {
  return output.replace(/( cannot find symbol)\n(?:.*\n){0,2}?(?:\[ERROR\])?\s*symbol: +(.+)/g, "$1: $2");
}

function tool(
  name: string,
  folder: string,
  argv: readonly string[],
  read: ProjectTool["read"],
  cacheArgv: readonly string[] = [],
): ToolSearch {
  // What does not compile keeps compilers from what they would look at after it.
  const stops = () => true;
  return { tools: [{ name, folder, argv, baseArgv: argv, cacheArgv, answers: [0, 1], files: null, read, stops }], notes: [] };
}

function notChecked(name: string, reason: string): ToolSearch {
  return { tools: [], notes: [`types not checked by ${name}, because ${reason}`] };
}
