import fc from "fast-check";
import { commandsFor } from "../../../src/core/command-choice.ts";
import { describe, expect, test } from "vitest";
import { commandBytesMax, defaultAllowedCommands, isAllowedCommand, parseCommand } from "../../../src/core/command.ts";

function argvOf(text: string): readonly string[] {
  const reading = parseCommand(text);
  if (!reading.ok) throw new Error(`${text}: ${reading.problem}`);
  return reading.argv;
}

function problemOf(text: string): string {
  const reading = parseCommand(text);
  if (reading.ok) throw new Error(`${text} was read as ${JSON.stringify(reading.argv)}`);
  return reading.problem;
}

/** Quotes a word the way a careful person would for a shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

describe("parseCommand", () => {
  test("splits into words, with quotes and backslashes", () => {
    expect(argvOf("npm test")).toEqual(["npm", "test"]);
    expect(argvOf("  node\t--test  test/a.test.js ")).toEqual(["node", "--test", "test/a.test.js"]);
    expect(argvOf(`npx vitest -t 'logs in; then | out'`)).toEqual(["npx", "vitest", "-t", "logs in; then | out"]);
    expect(argvOf(`npx vitest -t "a \\"b\\" c"`)).toEqual(["npx", "vitest", "-t", 'a "b" c']);
    expect(argvOf(`node --test a\\ b.js ''`)).toEqual(["node", "--test", "a b.js", ""]);
    expect(argvOf(`go test -run='A|B$' ./...`)).toEqual(["go", "test", "-run=A|B$", "./..."]);
  });

  test("passes patterns literally", () => {
    expect(argvOf("node --test test/**/*.test.js src/{a,b}?.js")).toEqual([
      "node",
      "--test",
      "test/**/*.test.js",
      "src/{a,b}?.js",
    ]);
  });

  test.each([";", "|", "&", "<", ">", "$", "`"])("refuses the shell's %s and names it", (character) => {
    expect(problemOf(`npm test ${character} ls`)).toContain(character);
    expect(problemOf(`npm test${character}`)).toContain(character);
  });

  test("refuses expansions within double quotes, since a shell would expand them", () => {
    expect(problemOf('npm test "$HOME"')).toContain("$");
    expect(problemOf('npm test "`id`"')).toContain("`");
    expect(argvOf('npm test "\\$HOME"')).toEqual(["npm", "test", "$HOME"]);
  });

  test("refuses what is no single command", () => {
    expect(problemOf("")).toContain("empty");
    expect(problemOf("   ")).toContain("empty");
    expect(problemOf("''")).toContain("empty");
    expect(problemOf("npm test\nrm x")).toContain("line break");
    expect(problemOf("npm te\u0000st")).toContain("control");
    expect(problemOf("npm 'test")).toContain("never closed");
    expect(problemOf("npm test\\")).toContain("backslash");
    expect(problemOf("NODE_OPTIONS=x npm test")).toContain("assignment");
  });

  test("holds the limit in bytes", () => {
    expect(parseCommand(`npm ${"a".repeat(commandBytesMax - 4)}`).ok).toBe(true);
    expect(problemOf(`npm ${"a".repeat(commandBytesMax - 3)}`)).toContain(String(commandBytesMax));
    expect(problemOf(`npm ${"é".repeat(commandBytesMax / 2)}`)).toContain("bytes");
  });

  test("reads back whatever was quoted", () => {
    const word = fc.string({ maxLength: 20 }).filter((text) => !/[\u0000-\u001f\u007f]/.test(text));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        expect(argvOf(["npm", ...words.map(quoted)].join(" "))).toEqual(["npm", ...words]);
      }),
    );
  });

  test("never throws, and never lets unquoted shell syntax through", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const reading = parseCommand(text);
        if (reading.ok && !/['"\\]/.test(text)) expect(text.trim()).not.toMatch(/[;|&<>$`\n]/);
      }),
    );
  });
});

describe("isAllowedCommand", () => {
  const allows = (text: string, allowed: readonly string[] = defaultAllowedCommands): boolean =>
    isAllowedCommand(argvOf(text), allowed);

  test.each([
    "npm test",
    "npm test -- test/login.test.js",
    "npm test --prefix packages/api",
    "npm run lint",
    "npm run test:unit -- --reporter=dot",
    "npm run test:server",
    "node --test",
    "node --test test/token.test.js",
    "node --import tsx --test test/token.test.ts",
    "npx vitest run test/unit/login.test.ts -t 'logs in'",
    "npx jest --config=jest.config.js src/a.test.js",
    "npx tsc --noEmit -p tsconfig.json",
    "npx eslint src --ext .ts",
    "tsc --noEmit",
    "pnpm test",
    "yarn vitest run",
    "bun test test/a.test.ts",
    "deno test --allow-read",
    "pytest -q tests/test_login.py::test_ok -k 'login and not slow'",
    "python -m pytest tests",
    "go test ./...",
    "go vet ./...",
    "cargo test -p api login",
    "mvn test -pl api -Dtest=LoginTest",
    "./gradlew test --tests com.example.LoginTest",
    "dotnet test --filter Login",
    "make test -j4",
  ])("allows %s", (text) => {
    expect(allows(text)).toBe(true);
  });

  test.each([
    "rm -rf .",
    "bash test.sh",
    "npm install left-pad",
    "npm exec cowsay",
    "npm publish",
    "npm run deploy",
    "npm run release:minor",
    "npm run db:push",
    "npm run test:watch",
    "npm run",
    "npm run -- --x",
    "npm run ../x",
    "npm test --prefix /other",
    "npm test --prefix=../other",
    "npm test -C/other",
    "npm test --script-shell ./evil",
    "npm test --node-options=--require=./x.js",
    "node -e 1",
    "node server.js",
    "node --import ./x.mjs --test",
    "node --test -e 1",
    "node --test --import ./x.mjs",
    "node --test --import=data:text/javascript,1",
    "node --test --test-update-snapshots",
    "node --test ../other/a.test.js",
    "node --test /etc/a.test.js",
    "node --test test/../../a.test.js",
    "node --test ~/a.test.js",
    "node --test 'C:\\a.test.js'",
    "node --test --inspect-brk",
    "npx cowsay",
    "npx -y vitest",
    "npx -p evil vitest",
    "npx vitest --watch",
    "npx vitest run -u",
    "npx vitest run --dir=/",
    "npx eslint --fix src",
    "npx eslint -o ../x src",
    "npx mocha --node-option eval=1",
    "npx prettier --write .",
    "npx prettier --check --write .",
    "go test -exec ./x ./...",
    "go test -toolexec=./x ./...",
    "cargo test --config target.runner='x'",
    "cargo +nightly test",
    "make test deploy",
    "make test SHELL=./x",
    "make -C sub test",
    "mvn test deploy",
    "gradle test publish",
    "pytest --basetemp=src",
    "deno test -A",
    "deno test https://example.com/x.ts",
    "vitest npm:evil",
    "npmtest",
    "constructor test",
  ])("refuses %s", (text) => {
    expect(allows(text)).toBe(false);
  });

  test("takes entries as word prefixes, with * for exactly one word", () => {
    expect(allows("bash scripts/ci.sh", ["bash scripts/ci.sh"])).toBe(true);
    expect(allows("bash scripts/ci.sh --fast", ["bash scripts/ci.sh"])).toBe(true);
    expect(allows("bash scripts/other.sh", ["bash scripts/ci.sh"])).toBe(false);
    expect(allows("task api test", ["task * test"])).toBe(true);
    expect(allows("task test", ["task * test"])).toBe(false);
    expect(allows("task a b test", ["task * test"])).toBe(false);
    expect(allows("task --force test", ["task * test"])).toBe(false);
  });

  test("trusts what an entry itself spells out, and nothing after it", () => {
    expect(allows("make -C ../shared test", ["make -C ../shared test"])).toBe(true);
    expect(allows("make -C ../shared test ../x", ["make -C ../shared test"])).toBe(false);
    expect(allows("/opt/tool check", ["/opt/tool check"])).toBe(true);
  });

  test("an empty list or an empty entry allows nothing", () => {
    expect(allows("npm test", [])).toBe(false);
    expect(allows("npm test", ["", "  "])).toBe(false);
    expect(isAllowedCommand([], defaultAllowedCommands)).toBe(false);
  });

  test("a word that climbs out is refused wherever it stands", () => {
    const climbing = fc
      .tuple(fc.array(fc.constantFrom("a", "src", "."), { maxLength: 3 }), fc.array(fc.constantFrom("b", ".."), { maxLength: 3 }))
      .map(([before, after]) => [...before, "..", ...after].join("/"));
    const option = fc.constantFrom("", "--dir=", "-C", "X=");
    fc.assert(
      fc.property(climbing, option, fc.array(fc.constantFrom("a.js", "-t", "x"), { maxLength: 3 }), (path, name, others) => {
        const argv = ["npx", "vitest", ...others, `${name}${path}`];
        expect(isAllowedCommand(argv, defaultAllowedCommands)).toBe(false);
      }),
    );
  });
});

describe("the commands that a Planner is shown", () => {
  test("are those of the tools that the repository's files call for, and the user's own", () => {
    const shown = commandsFor(["package.json", "src/a.js"], [...defaultAllowedCommands, "./check.sh"], 40);
    expect(shown).toContain("npm test");
    expect(shown).toContain("npx vitest");
    expect(shown).toContain("./check.sh");
    expect(shown.filter((command) => /^(?:pnpm|yarn|bunx?|go|cargo|pytest|npx --no) ?/.test(command) && !command.startsWith("npx v"))).toEqual([]);
    expect(commandsFor(["go.mod"], defaultAllowedCommands, 40)).toEqual(["go test", "go vet", "go build"]);
    expect(commandsFor(["package.json"], defaultAllowedCommands, 3)).toHaveLength(3);
  });
});
