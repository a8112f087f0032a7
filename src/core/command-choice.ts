// Which of the allowed commands are worth a Planner's reading: those of the tools that the repository's own files call
// for. What is allowed stays allowed; this only saves every planning request some kilobytes.

/** First word of a command, and the files beside which it makes sense. */
const callers: readonly (readonly [words: RegExp, files: RegExp])[] = [
  [/^(?:npm|node|npx|vitest|jest|mocha|ava|tap|uvu|tsc|tsd|eslint|oxlint|prettier|biome|vue-tsc|svelte-check|tsx)$/, /(?:^|\/)package\.json$/],
  [/^pnpm$/, /(?:^|\/)pnpm-lock\.yaml$/],
  [/^yarn$/, /(?:^|\/)yarn\.lock$/],
  [/^(?:bun|bunx)$/, /(?:^|\/)bun\.lockb?$/],
  [/^deno$/, /(?:^|\/)deno\.jsonc?$/],
  [/^(?:pytest|python3?|mypy|pyright|ruff)$/, /\.py$/],
  [/^go$/, /(?:^|\/)go\.mod$/],
  [/^cargo$/, /(?:^|\/)Cargo\.toml$/],
  [/^(?:mvn|\.\/mvnw)$/, /(?:^|\/)pom\.xml$/],
  [/^(?:gradle|\.\/gradlew)$/, /(?:^|\/)build\.gradle(?:\.kts)?$/],
  [/^dotnet$/, /\.(?:csproj|fsproj|sln)$/],
  [/^make$/, /(?:^|\/)Makefile$/],
  [/^(?:bundle|rspec)$/, /(?:^|\/)Gemfile$/],
  [/^(?:composer|vendor\/bin\/phpunit)$/, /(?:^|\/)composer\.json$/],
  [/^swift$/, /(?:^|\/)Package\.swift$/],
  [/^mix$/, /(?:^|\/)mix\.exs$/],
];
/** Runners that may not install: the same as the plain ones here, since nothing is ever installed. */
const variant = /^npx --no(?:-install)? /;

/** At most `commandsMax` of `allowed`, in their order; a command of an unknown tool is the user's own, and stays. */
export function commandsFor(files: readonly string[], allowed: readonly string[], commandsMax: number): string[] {
  const called = new Set(callers.filter(([, pattern]) => files.some((file) => pattern.test(file))));
  return allowed
    .filter((command) => !variant.test(command))
    .filter((command) => {
      const word = command.split(" ")[0] ?? "";
      const caller = callers.find(([words]) => words.test(word));
      return caller === undefined || called.has(caller);
    })
    .slice(0, commandsMax);
}
