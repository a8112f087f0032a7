// The published packages that the gate is measured on, pinned, and which half each belongs to. The tuning half may be
// looked at while rules are written; the held-out half is only ever measured.
import type { Half } from "./candidate.ts";

export interface BenchPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  readonly half: Half;
  /** What its tests need, pinned; its own dependencies are installed as well. */
  readonly testDependencies: Readonly<Record<string, string>>;
  /** Paths of the tarball that are left out: built files, tests that need what was not published. */
  readonly drop: RegExp;
  /** Settings that were not published, or are needed to run the tests of a folder by one command. */
  readonly extra: Readonly<Record<string, string>>;
  /** Source files that changes are made to. */
  readonly sources: RegExp;
  /** Files whose cases are tests; other files beside them are their fixtures. */
  readonly tests: RegExp;
  /** Runs all test files that are there. */
  readonly command: string;
  /** Of the number of changes that other packages have, where the tests take long. */
  readonly share: number;
  /** Its own type check, if it has one: what that refuses is no right change. */
  readonly types?: string;
  /** Versions published before it, oldest first, for updates. */
  readonly earlier: readonly string[];
}

const tape = { tape: "5.9.0" };
const tapeCommand = "node node_modules/tape/bin/tape test/*.js";
const nothing = /^$/;

/** Dependencies of dependencies are taken as they were then. */
export const registryDay = "2026-11-25T00:00:00.000Z";

const allTests = `for (const name of require("node:fs").readdirSync("test")) {
  if (name.endsWith(".test.js")) require("./test/" + name);
}
`;

const zodTypes = {
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2022", "DOM"],
    module: "NodeNext",
    moduleResolution: "NodeNext",
    customConditions: ["@zod/source"],
    rewriteRelativeImportExtensions: true,
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["src"],
  exclude: ["src/**/tests"],
};

const zodTests = `export default {
  ssr: { resolve: { conditions: ["@zod/source"] } },
  resolve: { conditions: ["@zod/source"] },
  test: { isolate: false, pool: "threads", maxWorkers: 1, include: ["src/v4/classic/tests/*.test.ts"] },
};
`;

export const benchPackages: readonly BenchPackage[] = [
  {
    name: "qs",
    version: "6.17.1",
    integrity: "sha512-jd3COkaKVgGUW+ZHyEHCG9bH7RoaaiWuMgzsIBjUMVjLAaWGWpoUAVwljVvBHxRu/2qEHnadLGZrkutYUBPQJA==",
    half: "tuning",
    testDependencies: {
      ...tape,
      "es-value-fixtures": "1.7.1",
      "for-each": "0.3.5",
      "has-bigints": "1.1.0",
      "has-override-mistake": "1.0.1",
      "has-property-descriptors": "1.0.2",
      "has-proto": "1.2.0",
      "has-symbols": "1.1.0",
      "iconv-lite": "0.5.2",
      "mock-property": "1.1.2",
      "object-inspect": "1.13.4",
      "qs-iconv": "1.0.4",
      "safer-buffer": "2.1.2",
    },
    drop: /^dist\//,
    extra: {},
    sources: /^lib\//,
    tests: /^test\/(?!empty-keys-cases)\w+\.js$/,
    command: tapeCommand,
    share: 1,
    earlier: ["6.13.0", "6.13.1", "6.14.0", "6.14.1", "6.14.2", "6.15.0", "6.15.2", "6.16.0", "6.16.2", "6.17.0"],
  },
  {
    name: "traverse",
    version: "0.6.11",
    integrity: "sha512-vxXDZg8/+p3gblxB6BhhG5yWVn1kGRlaL8O78UDXc3wRnPizB5g83dcvWV1jpDMIPnjZjOFuxlMmE82XJ4407w==",
    half: "tuning",
    testDependencies: { ...tape, "es-value-fixtures": "1.7.1" },
    drop: nothing,
    extra: {},
    sources: /^index\.js$/,
    tests: /^test\/[\w-]+\.js$/,
    command: tapeCommand,
    share: 1,
    earlier: ["0.6.5", "0.6.6", "0.6.7", "0.6.8", "0.6.9", "0.6.10"],
  },
  {
    name: "json-stable-stringify",
    version: "1.3.0",
    integrity: "sha512-qtYiSSFlwot9XHtF9bD9c7rwKjr+RecWT//ZnPvSmEjpV5mmPOCN4j8UjY5hbjNkOwZ/jQv3J6R1/pL7RwgMsg==",
    half: "tuning",
    testDependencies: tape,
    drop: nothing,
    extra: {},
    sources: /^index\.js$/,
    tests: /^test\/[\w-]+\.js$/,
    command: tapeCommand,
    share: 1,
    earlier: ["1.0.0", "1.0.1", "1.0.2", "1.1.0", "1.1.1", "1.2.0", "1.2.1"],
  },
  {
    name: "fast-uri",
    version: "4.2.3",
    integrity: "sha512-I1PXwP5eAhlNlcdpjt9CgB59op2ZvZfxw+BkqGFVIUOgNpCVTcTqp3HhTX7brxj5vsip+nSY4nTvff+eIA76hg==",
    half: "tuning",
    testDependencies: { ...tape, ajv: "8.20.0" },
    drop: nothing,
    extra: {},
    sources: /^(?:index\.js|lib\/.*\.js)$/,
    tests: /^test\/.*\.test\.js$/,
    command: "node node_modules/tape/bin/tape test/*.test.js",
    share: 1,
    earlier: ["3.1.0", "3.1.2", "3.1.4", "3.1.6", "3.1.9", "4.0.1", "4.1.0", "4.1.3", "4.1.5", "4.2.0", "4.2.1", "4.2.2"],
  },
  {
    name: "bl",
    version: "7.0.13",
    integrity: "sha512-98Y6yjDTJg4hQqzKUMQV5eKNNVKbzsio45AEiaO2D5xv4/HNM7mUCcs2dKd890E6x2W+O09umYiFjGDMfOZUwg==",
    half: "tuning",
    testDependencies: tape,
    drop: /^(?:tsconfig\.json|types\/|test\/(?:types\.ts|verify-types\.js))/,
    extra: {},
    sources: /^BufferList\w*\.js$/,
    tests: /^test\/\w+\.js$/,
    command: tapeCommand,
    share: 0.6,
    earlier: ["6.1.2", "6.1.4", "6.1.6", "7.0.0", "7.0.2", "7.0.4", "7.0.6", "7.0.8", "7.0.10", "7.0.12"],
  },
  {
    name: "cborg",
    version: "6.1.5",
    integrity: "sha512-1aoxfkckZmul5tFUL0p1+VRiZrXUGMxk6JQVpVv42yD21K7fh86L5WlyYgzsNv4w6Nm9ysQI9c6yDemom24HUQ==",
    half: "tuning",
    testDependencies: {
      mocha: "12.0.3",
      chai: "6.3.0",
      "ipld-garbage": "5.0.0",
      typescript: "7.0.2",
      "@types/node": "20.19.0",
    },
    drop: /^(?:types\/|bench\/|test\/(?:node-test-bin|noop-bin-test)\.js)/,
    extra: {},
    sources: /^(?:cborg\.js|lib\/(?!bin|diagnostic_test).*\.js)$/,
    tests: /^test\/test-.*\.js$/,
    command: "node node_modules/mocha/bin/mocha.js --reporter tap test/test-*.js",
    types: "node node_modules/typescript/bin/tsc --noEmit --project .",
    share: 0.6,
    earlier: ["4.5.8", "5.0.1", "5.1.0", "5.1.1", "5.1.4", "5.1.6", "5.1.8", "5.1.11", "6.1.1", "6.1.2", "6.1.3"],
  },
  {
    name: "zod",
    version: "4.6.7",
    integrity: "sha512-g8W2D2kU6a8untc053fX1uVBKzM7yqAxW/3zwk83+6RyF2+SKOuV+c0wBDhUwzV1PaGapmZH+rmcUzPf+3CGwg==",
    half: "held out",
    testDependencies: { vitest: "4.1.12", typescript: "7.0.2", "@types/node": "20.19.0" },
    // Built files, and tests that change what the others rely on or need packages that were not published with them.
    drop: /^(?!package\.json|README|LICENSE|src\/(?:index\.ts|v4\/))|^src\/v4\/(?:mini|core)\/tests\/|\/tests\/(?:prototypes|global-config|jitless.*|detached-methods|instance-footprint|firstparty|fix-json.*|.*locale.*|file|redos|to-json-schema.*|validate)\.test\.ts$/,
    extra: { "tsconfig.json": `${JSON.stringify(zodTypes, null, 2)}\n`, "vitest.config.mjs": zodTests },
    sources: /^src\/v4\/(?:core|classic)\/[\w-]+\.ts$/,
    tests: /^src\/v4\/classic\/tests\/.*\.test\.ts$/,
    command: "node node_modules/vitest/vitest.mjs run --reporter=dot",
    types: "node node_modules/typescript/bin/tsc --noEmit --project .",
    share: 0.35,
    earlier: ["4.6.0", "4.6.2", "4.6.4", "4.6.6"],
  },
  {
    name: "minimist",
    version: "1.2.8",
    integrity: "sha512-2yyAR8qBkN3YuheJanUpWC5U3bb5osDywNB8RzDVlDwDHbocAJveqqj1u8+SVD7jkWT4yvsHCpWqqWqAxb0zCA==",
    half: "held out",
    testDependencies: tape,
    drop: nothing,
    extra: {},
    sources: /^index\.js$/,
    tests: /^test\/\w+\.js$/,
    command: tapeCommand,
    share: 1,
    earlier: ["0.2.4", "1.0.0", "1.1.0", "1.1.1", "1.1.3", "1.2.0", "1.2.3", "1.2.5", "1.2.6", "1.2.7"],
  },
  {
    name: "resolve",
    version: "1.22.14",
    integrity: "sha512-1ZjYvR9sbkiwC5+9QHetqW5HmA2pHRMaoupD01t2HlYnV/vydC2zPwLixhsMieSWVZt0JJRg5LVIk0Ow1D/TrA==",
    half: "held out",
    testDependencies: {
      ...tape,
      "array.prototype.map": "1.0.8",
      "copy-dir": "1.3.0",
      mkdirp: "0.5.6",
      mv: "2.1.1",
      "object-keys": "1.1.1",
      rimraf: "2.7.1",
      semver: "6.3.2",
      tap: "0.4.13",
      tmp: "0.0.31",
    },
    drop: /^test\/(?:home_paths|home_paths_sync|shadowed_core|pathfilter|pathfilter_sync|resolver|resolver_sync|subdirs|symlinks)\.js$/,
    extra: {},
    sources: /^(?:index|sync|async|lib\/[\w-]+)\.js$/,
    tests: /^test\/[\w-]+\.js$/,
    command: tapeCommand,
    share: 1,
    earlier: ["1.20.0", "1.21.0", "1.22.0", "1.22.1", "1.22.2", "1.22.4", "1.22.6", "1.22.8", "1.22.10", "1.22.11", "1.22.12", "1.22.13"],
  },
  {
    name: "object-inspect",
    version: "1.13.1",
    integrity: "sha512-5qoj1RUiKOMsCCNLV1CBiPYE10sziTsnmNxkAI/rZhiD63CF7IqdFGC/XzjWjpSgLf0LxXX3bDFIh0E18f6UhQ==",
    // Held out at first. Why the gate refused right changes of it had to be looked at, so it is not any more.
    half: "tuning",
    testDependencies: {
      ...tape,
      "es-value-fixtures": "1.7.1",
      "for-each": "0.3.5",
      "functions-have-names": "1.2.3",
      glob: "10.3.7",
      globalthis: "1.0.4",
      "has-symbols": "1.1.0",
      "has-tostringtag": "1.0.2",
      "make-arrow-function": "1.2.0",
      "mock-property": "1.1.2",
      "safer-buffer": "2.1.2",
      semver: "6.3.2",
      "string.prototype.repeat": "1.0.0",
      "error-cause": "1.0.9",
    },
    drop: nothing,
    extra: {},
    sources: /^index\.js$/,
    tests: /^test\/\w+\.js$/,
    command: tapeCommand,
    share: 0.8,
    earlier: ["1.8.0", "1.9.0", "1.10.0", "1.10.3", "1.11.0", "1.11.1", "1.12.0", "1.12.2", "1.12.3", "1.13.0"],
  },
  {
    name: "shell-quote",
    version: "1.9.0",
    integrity: "sha512-Iov+JwFv/2HcTpcwNMKd8+IWNb8tboQJNQTkAY/LLVK7gGH9jy+LGkVqPxfekHl+yMmiqXszdGWXgkfml7hjqA==",
    half: "held out",
    testDependencies: tape,
    drop: nothing,
    extra: {},
    sources: /^(?:index|parse|quote)\.js$/,
    tests: /^test\/\w+\.js$/,
    command: tapeCommand,
    share: 1,
    earlier: ["1.6.1", "1.6.3", "1.7.1", "1.7.2", "1.7.3", "1.7.4", "1.8.0", "1.8.1", "1.8.3", "1.8.4"],
  },
  {
    name: "find-my-way",
    version: "9.10.2",
    integrity: "sha512-gbLMuTm2FV5QiRh/eM0uhL4nyOvbSqqa2K3mASAtkIqxvY8ZmoLOCLMd2syLWT/SyhrvOR7GPxOKj/kcV6o8bg==",
    half: "held out",
    testDependencies: { proxyquire: "2.1.3", rfdc: "1.4.1" },
    drop: /^(?:benchmark\/|test\/(?:shorthands|methods)\.test\.js)/,
    extra: { "all-tests.cjs": allTests },
    sources: /^(?:index|lib\/[\w-]+)\.js$/,
    tests: /^test\/.*\.test\.js$/,
    command: "node all-tests.cjs",
    share: 0.5,
    earlier: ["8.1.0", "8.2.0", "8.2.2", "9.0.0", "9.1.0", "9.3.0", "9.5.0", "9.7.0", "9.9.0", "9.10.1"],
  },
  {
    name: "path-browserify",
    version: "1.0.1",
    integrity: "sha512-b7uo2UCUOYZcnF/3ID0lulOJi/bafxa1xPe7ZPsammBSpjSWQkjNxlt635YGS2MiR9GjvuXCtz2emr3jbsz98g==",
    half: "held out",
    testDependencies: tape,
    drop: /^test\/index\.js$/,
    extra: {},
    sources: /^index\.js$/,
    tests: /^test\/[\w-]+\.js$/,
    command: tapeCommand,
    share: 1,
    earlier: ["0.0.1", "1.0.0"],
  },
];
