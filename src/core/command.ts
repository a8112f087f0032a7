// Commands of plans and users: read into words without a shell, and held against the list of what may run. It does not
// know the file system: a script inside the repository counts as the repository's own code, as its tests do.

export type CommandReading =
  | { readonly ok: true; readonly argv: readonly string[] }
  | { readonly ok: false; readonly problem: string };

export const commandBytesMax = 4096;

/** What a shell would act on; outside quotes none of it may stand, since no shell will. */
const shellSyntax = new Set([";", "|", "&", "<", ">", "$", "`"]);
/** What a shell acts on even within double quotes. */
const expansions = new Set(["$", "`"]);

/**
 * Splits by the rules of a POSIX shell: single quotes take everything literally, double quotes know `\\ \" \$ \``, a
 * backslash takes the next character literally. Patterns such as `*.ts` stay as they are.
 */
export function parseCommand(text: string): CommandReading {
  if (new TextEncoder().encode(text).length > commandBytesMax) {
    return refused(`is longer than ${commandBytesMax} bytes; give a shorter command`);
  }
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(text.trim())) {
    return refused("contains a line break or a control character; give one command on one line");
  }
  const words = splitWords(text.trim());
  if (typeof words === "string") return refused(words);
  const [program] = words;
  if (program === undefined || program === "") return refused("is empty; give a command, as in npm test");
  if (/^[A-Za-z_]\w*=/.test(program)) {
    return refused(`begins with the assignment ${program}; give the command without it`);
  }
  return { ok: true, argv: words };
}

function refused(problem: string): CommandReading {
  return { ok: false, problem };
}

/** The words, or what is wrong. */
function splitWords(text: string): string[] | string {
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === " " || character === "\t") {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
    } else if (character === "'" || character === '"') {
      const quoted: QuotedText | null = readQuoted(text, at);
      if (quoted === null) return `has a quote ${character} that is never closed`;
      if (quoted.expansion !== null) return shellProblem(quoted.expansion);
      word = (word ?? "") + quoted.text;
      at = quoted.end;
    } else if (character === "\\") {
      if (at + 1 === text.length) return "ends with a backslash";
      word = (word ?? "") + text.charAt(at + 1);
      at += 2;
    } else {
      if (shellSyntax.has(character)) return shellProblem(character);
      word = (word ?? "") + character;
      at += 1;
    }
  }
  if (word !== null) words.push(word);
  return words;
}

function shellProblem(character: string): string {
  return `contains ${character}, but no shell runs it; give one plain command, or quote it with single quotes`;
}

interface QuotedText {
  readonly text: string;
  readonly end: number;
  readonly expansion: string | null;
}

/** What stands between the quote at `start` and its partner; null if there is none. */
function readQuoted(text: string, start: number): QuotedText | null {
  const quote = text.charAt(start);
  let content = "";
  let expansion: string | null = null;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === quote) return { text: content, end: at + 1, expansion };
    if (quote === '"') {
      if (character === "\\" && /["\\$`]/.test(text.charAt(at + 1))) {
        content += text.charAt(at + 1);
        at += 1;
        continue;
      }
      if (expansions.has(character)) expansion ??= character;
    }
    content += character;
  }
  return null;
}

/**
 * Whether a command begins with one of the allowed prefixes and nothing after it reaches outside: no absolute path, no
 * climbing by `..`, no address on the network, no inline code, no option that waits, rewrites files or swaps the tool.
 * `*` stands for exactly one word, but not for an option, and not for a script whose name says that it publishes or
 * stays running. What an allowed prefix itself spells out is its author's decision.
 */
export function isAllowedCommand(argv: readonly string[], allowed: readonly string[]): boolean {
  return allowed.some((entry) => {
    const prefix = entry.split(/\s+/).filter((word) => word !== "");
    if (prefix.length === 0 || prefix.length > argv.length) return false;
    const matches = prefix.every((expected, index) => {
      const word = argv[index] ?? "";
      return expected === "*" ? isScriptName(word) : expected === word;
    });
    return matches && argumentsStayInside(prefix, argv.slice(prefix.length));
  });
}

function isScriptName(word: string): boolean {
  return word !== "" && !word.startsWith("-") && !reachesOutside(word) && !hazardousScript.test(word);
}

/** Names of scripts that publish, install or never end: `deploy`, `release:minor`, `dev`, `test:watch`, `db:push`. */
const hazardousScript = new RegExp(
  "^(?:deploy|publish|release|upload|push|start|dev|serve|server|preview|watch|install|postinstall|prepare)(?:$|[:_.-])" +
    "|[:_.-](?:deploy|publish|upload|push|watch)$",
  "i",
);

function argumentsStayInside(prefix: readonly string[], rest: readonly string[]): boolean {
  const programs = prefix.map((word) => word.replace(/^.*\//, ""));
  const options = [...refusedEverywhere, ...programs.flatMap((program) => refusedOptions.get(program) ?? [])];
  const valueOptions = goalPrograms.get(programs[0] ?? "");
  return rest.every((word, index) => {
    if (reachesOutside(word)) return false;
    if (options.some((option) => word === option || word.startsWith(`${option}=`))) return false;
    return valueOptions === undefined || word.startsWith("-") || valueOptions.includes(rest[index - 1] ?? "");
  });
}

/** A path, or the value of an option, that leads out of the repository. */
function reachesOutside(word: string): boolean {
  return [word, ...optionValues(word)].some(
    (part) =>
      /^[/\\~]/.test(part) ||
      /^[a-z]:[\\/]/i.test(part) ||
      /^(?:data|file|https?|ftp|ssh|git|npm|jsr):/i.test(part) ||
      /^[a-z][a-z0-9+.-]*:\/\//i.test(part) ||
      part.split(/[\\/]/).includes(".."),
  );
}

/** `--dir=/x` and `-C/x` and `A=/x` carry a value behind their name. */
function optionValues(word: string): readonly string[] {
  const values: string[] = [];
  const equals = word.indexOf("=");
  if (equals >= 0) values.push(word.slice(equals + 1));
  if (/^-[A-Za-z]./.test(word)) values.push(word.slice(2));
  return values;
}

const refusedEverywhere = [
  "--eval",
  "--print",
  "--watch",
  "--watchAll",
  "--inspect",
  "--inspect-brk",
  "--inspect-wait",
  "--fix",
  "--write",
  "--update",
  "--updateSnapshot",
  "--update-snapshots",
  "--test-update-snapshots",
  "-u",
];

const packageManagerOptions = [
  "--script-shell",
  "--shell",
  "--node-options",
  "--registry",
  "--userconfig",
  "--globalconfig",
  "--global",
  "-g",
];
const packageRunnerOptions = [...packageManagerOptions, "--call", "--package"];

const moduleOptions = ["-e", "-p", "-i", "-r", "--require", "--import", "--loader"];
const pytestOptions = ["--basetemp", "--pastebin", "--pdb"];
const gradleOptions = ["-I", "--init-script", "-b", "--build-file", "-c", "--settings-file"];

/** Options that swap what runs, or run what stands in the option itself, by program. */
const refusedOptions: ReadonlyMap<string, readonly string[]> = new Map([
  ["node", [...moduleOptions, "-pe", "--interactive", "--experimental-loader", "--env-file", "--run"]],
  ["tsx", moduleOptions],
  ["deno", ["-A", "--allow-all", "--allow-run", "--reload", "-r", "--import-map", "--config", "-c", "--cert"]],
  ["bun", [...packageManagerOptions, "-e", "-p", "--preload", "-r", "--config", "-c"]],
  ["npm", packageManagerOptions],
  ["pnpm", packageManagerOptions],
  ["yarn", packageManagerOptions],
  ["npx", packageRunnerOptions],
  ["bunx", packageRunnerOptions],
  ["mocha", ["-n", "--node-option"]],
  ["pytest", pytestOptions],
  ["go", ["-exec", "--exec", "-toolexec", "--toolexec", "-vettool", "-ldflags", "-gcflags", "-overlay", "-modfile", "-o"]],
  ["cargo", ["--config", "-Z"]],
  ["make", ["--eval", "-E", "-f", "--file", "--makefile"]],
  ["mvn", ["-s", "-gs", "--settings", "--global-settings"]],
  ["mvnw", ["-s", "-gs", "--settings", "--global-settings"]],
  ["gradle", gradleOptions],
  ["gradlew", gradleOptions],
]);

/** Programs whose further plain words are goals to run (`make test deploy`), and the options that take a plain value. */
const goalPrograms: ReadonlyMap<string, readonly string[]> = new Map([
  ["make", []],
  ["mvn", ["-pl", "--projects"]],
  ["mvnw", ["-pl", "--projects"]],
  ["gradle", ["--tests", "-x", "--exclude-task"]],
  ["gradlew", ["--tests", "-x", "--exclude-task"]],
]);

const nodeTools = ["vitest", "jest", "mocha", "ava", "tap", "uvu", "tsc", "tsd", "eslint", "oxlint"];
const nodeToolCommands = [...nodeTools, "prettier --check", "biome check", "vue-tsc", "svelte-check", "tsx --test"];
const packageRunners = ["npx", "npx --no", "npx --no-install", "bunx", "pnpm exec", "pnpm", "yarn"];

/** What plans may use unless the user says otherwise: test runners, type checkers, linters and builds. */
export const defaultAllowedCommands: readonly string[] = [
  ...["npm", "pnpm", "yarn", "bun"].flatMap((manager) => [`${manager} test`, `${manager} run *`]),
  ...["npm", "pnpm", "yarn"].map((manager) => `${manager} t`),
  "node --test",
  "node --import tsx --test",
  "node --check",
  ...nodeToolCommands,
  ...packageRunners.flatMap((runner) => nodeToolCommands.map((tool) => `${runner} ${tool}`)),
  ...["deno test", "deno check", "deno lint"],
  ...["pytest", "python -m pytest", "python3 -m pytest", "python -m unittest", "python3 -m unittest"],
  ...["python -m compileall", "python3 -m compileall", "mypy", "pyright", "ruff check"],
  ...["go test", "go vet", "go build"],
  ...["cargo test", "cargo check", "cargo build", "cargo clippy"],
  ...["mvn test", "./mvnw test", "gradle test", "./gradlew test", "gradle check", "./gradlew check"],
  ...["dotnet test", "dotnet build"],
  ...["make test", "make check", "make lint"],
  ...["bundle exec rspec", "rspec", "composer test", "vendor/bin/phpunit", "swift test", "mix test"],
];
