// Stage 4 for Python: modules and names within the repository, and the users of what a change takes away.
import { describe, expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { brief, neverAborted, prepare, type Scene, type Tree } from "./slot.ts";

const check = async (scene: Scene) => createGate().check(await prepare(scene), neverAborted);

const base: Tree = {
  "app/__init__.py": "from .users import User\n",
  "app/users.py": "import os\nLIMIT, (LOW, HIGH) = 1, (2, 3)\nclass User:\n    name = ''\ndef load(id):\n    local = 1\n    global cache\n    cache = {}\nif LIMIT:\n    def late(): pass\ntry:\n    import fast as quick\nexcept ImportError:\n    quick = None\n",
  "app/db/__init__.py": "",
  "app/db/session.py": "from app.users import load\nSession = object\n",
  "app/lazy.py": "def __getattr__(name):\n    return name\n",
  "app/star.py": "from .users import *\n",
  "plain/tool.py": "x = 1\n",
  "tests/test_users.py": "from app.users import User, load\nfrom app.db import session\n",
};

test.each([
  "import os.path, app.users, app.db.session as s",
  "from app import User, users, db",
  "from app.users import (\n    User,\n    load as l, LIMIT, LOW, HIGH, late, cache, quick, os,\n)",
  "from .users import User",
  "from . import users, db",
  "from .db.session import Session",
  "from app.lazy import anything",
  "from app.star import whatever",
  "from app._version import version",
  "from plain import nothing_is_known",
  "import requests\nfrom numpy.linalg import norm",
  "try:\n    from app.missing import x\nexcept ImportError:\n    x = None",
  "from app.users import __name__",
])("%j is right", async (line) => {
  expect(brief(await check({ before: base, after: { "app/new.py": `${line}\n` } }))).toEqual([]);
});

test.each([
  ["from app.user import User", "unresolved-import", "the package app has none"],
  ["import app.db.sessions", "unresolved-import", "the package app/db has none"],
  ["from .missing import x", "unresolved-import", "leads to no module"],
  ["from app.users import Usr", "unknown-export", 'Did you mean "User"?'],
  ["from .users import local", "unknown-export", 'does not define "local"'],
  ["from app.db import sesion", "unknown-export", 'app/db/__init__.py does not define "sesion"'],
])("%j is refused", async (line, rule, message) => {
  const verdict = await check({ before: base, after: { "app/new.py": `import os\n${line}\n` } });
  expect(brief(verdict)).toEqual([`links/${rule} app/new.py:2`]);
  expect(verdict.findings[0]?.message).toContain(message);
});

describe("users of what was taken away", () => {
  test.each([
    ["a name", { "app/users.py": "class User: pass\nLIMIT = 1\n" }, 'no longer has "load", but tests/test_users.py imports it'],
    ["a module", { "app/db/session.py": null }, 'no longer has "session", but tests/test_users.py imports it'],
  ] as const)("%s", async (_, after, message) => {
    const verdict = await check({ before: base, after });
    expect(verdict.findings.map(({ rule }) => rule)).toEqual(["links/broken-user"]);
    expect(verdict.findings[0]?.message).toContain(message);
  });

  test("nothing is told when the users changed with it, or a module became a package", async () => {
    const renamed = { "app/users.py": "class User: pass\ndef read(): pass\n", "app/db/session.py": "from app.users import read\nSession = object\n", "tests/test_users.py": "from app.users import User, read\nfrom app.db import session\n" };
    expect(brief(await check({ before: base, after: renamed }))).toEqual([]);
    const moved = { "app/db/session.py": null, "app/db/session/__init__.py": "Session = object\n" };
    expect(brief(await check({ before: base, after: moved }))).toEqual([]);
  });
});

test("what led nowhere before does not count", async () => {
  const before = { ...base, "app/old.py": "from app.nowhere import x\n" };
  expect(brief(await check({ before, after: { "app/old.py": "from app.nowhere import x\ny = 1\n" } }))).toEqual([]);
});
