// A mission on the router of find-my-way: functions that were cut out of it are written again, side by side, until its
// own tests pass; a new module comes beside them. What is written stands in the package itself, so nothing of it is here.
import type { Plan, Task } from "../../src/core/plan.ts";
import type { Script, ScriptEntry, ScriptedEdit } from "../../src/scripted/index.ts";
import { handIn, taskCard } from "./mission-script.ts";
import { cutFunctions, type Cut, type PublishedPackage } from "./real-package.ts";

export const router: PublishedPackage = {
  name: "find-my-way",
  version: "9.3.0",
  integrity: "sha512-eRoFWQw+Yv2tuYlK2pjFS2jGXSxSppAs3hSQjfxVKxM5amECzIgYYc1FEI8ZmhSh/Ig+FrKEz43NLRKJjYCZVg==",
  before: "2025-06-01",
  testDependencies: ["proxyquire", "rfdc"],
  testCommand: "node --test",
};

export const goal = "Write the functions that are not written yet, until the tests pass, and add listRoutes()";

interface Gap {
  readonly task: string;
  readonly path: string;
  readonly functions: readonly string[];
  /** Test files of the package that fail without these functions. */
  readonly tests: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly instruction: string;
}

export const gaps: readonly Gap[] = [
  {
    task: "handler-storage",
    path: "lib/handler-storage.js",
    functions: ["_buildConstraintStore", "_constrainedIndexBitmask"],
    tests: ["test/issue-254.test.js"],
    instruction: "Write the two methods: bit i of a mask stands for handler i; the bitmask is inverted, as the comments say.",
  },
  {
    task: "accept-host",
    path: "lib/strategies/accept-host.js",
    functions: ["HostStorage"],
    tests: ["test/host-storage.test.js"],
    instruction: "Write HostStorage(), which answers {get, set}: exact hosts first, then regular expressions in their order.",
  },
  {
    task: "accept-version",
    path: "lib/strategies/accept-version.js",
    functions: ["set"],
    tests: ["test/constraint.default-versioning.test.js"],
    dependsOn: ["handler-storage"],
    instruction: "Write SemVerStore.prototype.set: the version itself, and 1.x, 1.2.x and * for the newest of each.",
  },
  {
    task: "async-constraints",
    path: "lib/constrainer.js",
    functions: ["deriveAsyncConstraints"],
    tests: ["test/lookup-async.test.js", "test/constraint.custom.async.test.js"],
    dependsOn: ["accept-version"],
    instruction: "Write deriveAsyncConstraints: asks all asynchronous strategies, and calls done once with all values.",
  },
  {
    task: "url-sanitizer",
    path: "lib/url-sanitizer.js",
    functions: ["decodeComponentChar", "safeDecodeURIComponent"],
    tests: ["test/issue-206.test.js", "test/issue-234.test.js"],
    instruction: "Write both functions: only the characters that decodeURI leaves encoded are decoded here.",
  },
  {
    task: "pretty-print",
    path: "lib/pretty-print.js",
    functions: ["printObjectTree", "buildObjectTree"],
    tests: ["test/pretty-print.test.js", "test/pretty-print-tree.test.js"],
    dependsOn: ["accept-host", "accept-version"],
    instruction: "Write both functions: a tree with ├── and └──, the last child of each node with the latter.",
  },
  {
    task: "find-route",
    path: "index.js",
    functions: ["findRoute"],
    tests: ["test/find-route.test.js", "test/has-route.test.js"],
    dependsOn: ["accept-version"],
    instruction: "Write Router.prototype.findRoute: the registered route of a method, pattern and constraints, or null.",
  },
  {
    task: "off",
    path: "index.js",
    functions: ["_off"],
    tests: ["test/issue-247.test.js", "test/optional-params.test.js"],
    dependsOn: ["accept-host", "accept-version"],
    instruction: "Write Router.prototype._off: takes the route away and builds the trees again.",
  },
];

const newModule = {
  path: "lib/list-routes.js",
  test: "test/list-routes.test.js",
  content:
    "'use strict'\n\nfunction listRoutes (router) {\n" +
    "  return router.routes.map(({ method, path }) => `${method} ${path}`).sort()\n}\n\nmodule.exports = { listRoutes }\n",
  testContent:
    "'use strict'\n\nconst { test } = require('node:test')\nconst rfdc = require('rfdc')({ proto: true })\n" +
    "const FindMyWay = require('..')\nconst { listRoutes } = require('../lib/list-routes')\n\n" +
    "test('lists routes in order', (t) => {\n  const router = FindMyWay()\n  router.on(['PUT', 'GET'], '/a', () => {})\n" +
    "  t.assert.deepEqual(rfdc(listRoutes(router)), ['GET /a', 'PUT /a'])\n})\n",
};

/** Wires the new module into the router and its types, whose files others write as well. */
const wiring: readonly ScriptedEdit[] = [
  {
    path: "index.js",
    old: "const httpMethods = require('./lib/http-methods')\n",
    new: "const httpMethods = require('./lib/http-methods')\nconst { listRoutes } = require('./lib/list-routes')\n",
  },
  {
    path: "index.js",
    old: "Router.prototype.prettyPrint = ",
    new: "Router.prototype.listRoutes = function () {\n  return listRoutes(this)\n}\n\nRouter.prototype.prettyPrint = ",
  },
  { path: "index.d.ts", old: "    prettyPrint(): string;\n", new: "    listRoutes(): string[];\n    prettyPrint(): string;\n" },
  {
    path: newModule.test,
    content: `${newModule.testContent}\ntest('is a method of the router', (t) => {\n  t.assert.deepEqual(FindMyWay().listRoutes(), [])\n})\n`,
  },
];

/** Wrong by one, which only the package's own tests can tell. */
export const wrongTask = "pretty-print";
const right = "const isLast = i === keys.length - 1";
const wrong = "const isLast = i === keys.length";

export const planned: Plan = {
  summary: "Functions of the router are missing. Each file is a task of its own; the new module is wired in at the end.",
  assumptions: [],
  verify: ["npm test"],
  tasks: [
    ...gaps.map(gapTask),
    taskCard({
      id: "list-routes",
      title: "Add listRoutes",
      instruction: "Write listRoutes(router), which answers `METHOD path` of every route, sorted, and its test.",
      reads: ["index.js"],
      writes: [newModule.path, newModule.test],
      provides: [{ path: newModule.path, name: "listRoutes", signature: "(router) => string[]" }],
      checks: [`node --test ${newModule.test}`],
    }),
    taskCard({
      id: "wiring",
      title: "Offer listRoutes as a method",
      instruction: "Add Router.prototype.listRoutes(), which calls lib/list-routes.js, its type, and a test of it.",
      dependsOn: ["list-routes", "off"],
      writes: ["index.js", "index.d.ts", newModule.test],
      checks: [`node --test ${newModule.test}`, "node --test test/find.test.js"],
    }),
  ],
};

function gapTask(gap: Gap): Task {
  const command = proofOf(gap);
  return taskCard({
    id: gap.task,
    title: `Write ${gap.functions.join(" and ")}`,
    instruction: `${gap.path}: ${gap.instruction} Change nothing else of the file.`,
    dependsOn: [...(gap.dependsOn ?? [])],
    reads: [...gap.tests],
    writes: [gap.path],
    acceptance: [`${gap.tests.join(" and ")} pass.`],
    checks: [command],
    proof: command,
  });
}

export function proofOf({ tests }: Gap): string {
  return `node --test ${tests.join(" ")}`;
}

/** Cuts the functions out of the package, and answers who writes which of them again. */
export async function prepareRouter(folder: string): Promise<Script> {
  const entries: ScriptEntry[] = [];
  for (const gap of gaps) {
    const cut = await cutFunctions(folder, gap.path, gap.functions);
    entries.push(...(gap.task === wrongTask ? repaired(gap, cut) : [coder(gap.task, cut.edits)]));
  }
  entries.push(
    coder("list-routes", [
      { path: newModule.path, content: newModule.content },
      { path: newModule.test, content: newModule.testContent },
    ]),
    coder("wiring", wiring),
    { role: "planner", answer: { reply: planned } },
    { role: "searcher", answer: { reply: brief } },
  );
  return { entries };
}

const brief = {
  summary: "A radix-tree router. index.js builds the trees; lib/ holds nodes, constraints and printing.",
  places: gaps.map(({ path, functions, tests }) => ({
    path,
    lines: null,
    symbols: functions,
    why: `not written yet; ${tests.join(", ")} fail`,
  })),
  notes: ["npm test runs node --test."],
};

function coder(task: string, edits: readonly ScriptedEdit[]): ScriptEntry {
  return { role: "coder", task, answer: handIn(edits) };
}

function repaired({ task, path }: Gap, { edits }: Cut): ScriptEntry[] {
  const mistaken = edits.map((edit) => ({ ...edit, new: edit.new.replace(right, wrong) }));
  if (mistaken.every((edit, at) => edit.new === edits[at]?.new)) throw new Error(`${path} no longer has "${right}".`);
  return [coder(task, mistaken), { role: "fixer", task, answer: handIn([{ path, old: wrong, new: right }]) }];
}
