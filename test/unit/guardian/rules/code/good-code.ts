// What good changes look like in other languages than JavaScript and TypeScript. None of it may be refused; a warning
// may be told.
import type { Example } from "../../../../../src/guardian/rules/rule.ts";
import { python } from "./examples.ts";

export const goodCode: readonly Example[] = [
  python("class Set:\n    def sort(self):\n        raise NotImplementedError('sort is not implemented on sets')\n"),
  python("class Frozen(dict):\n    def __setitem__(self, key, value):\n        raise NotImplementedError\n"),
  python("class Store:\n    def get(self, key):\n        raise NotImplementedError\n\nclass FileStore(Store):\n    def get(self, key):\n        return open(key)\n"),
  { before: { "src/file.py": "from a import Store\n\nclass FileStore(Store):\n    pass\n" }, after: { "src/a.py": "class Store:\n    def get(self, key):\n        raise NotImplementedError\n" } },
  { path: "src/a.py", before: "class Store:\n    def get(self, key):\n        return self.items[key]\n", after: "import abc\n\nclass Store(abc.ABC):\n    @abc.abstractmethod\n    def get(self, key):\n        raise NotImplementedError\n\nclass Items(Store):\n    def get(self, key):\n        return self.items[key]\n" },
  python("class Empty(Exception):\n    pass\n\n\nclass Marker: ...\n"),
  python("def close(self):\n    try:\n        self.socket.close()\n    except Exception:\n        pass\n"),
  python("x = 1  # noqa: E501\ny: int = g()  # type: ignore[assignment]\n"),
  python("import os  # pylint: disable=unused-import\n"),
  python("def visit(node):\n    raise NotImplementedError('visiting unimplemented node type: %s' % node)\n"),
  python("import sys\n\ndef wait(process):\n    raise NotImplementedError\n\nif sys.platform == 'linux':\n    from ._linux import wait\n"),
  python("class Pool:\n    def close(self):\n        try:\n            self.ask()\n        except Exception:\n            pass\n"),
  python('def link(path):\n    """Links the newest run, as a best effort."""\n    try:\n        path.link_to(newest())\n    except Exception:\n        pass\n'),
  python("def f(argument):\n    return argument  # unchanged\n"),
  { path: "tests/test_a.py", after: 'def test_session():\n    """\n    >>> f(1)\n    1\n    """\n' },
  { path: "a.go", after: "package a\n\nvar x = f() //nolint:gosec // it is a test key\n" },
  { path: "src/a.rs", after: "#[allow(clippy::too_many_arguments)]\nfn f() {}\n" },
  { path: "src/A.java", after: "class A { @SuppressWarnings(\"unchecked\") void f() { g(); } }\n" },
  { path: "src/A.java", after: "class A { int f(String s) { try { n = parse(s); } catch (NumberFormatException e) { } return n; } }\n" },
  { path: "tests/conftest.py", after: "import pytest\n\n@pytest.fixture\ndef test_client():\n    return make()\n" },
  { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n", after: "def test_one():\n    assert f(1) == 2\n\n\ndef test_two():\n    with pytest.raises(KeyError):\n        f(2)\n" },
  { path: "a_test.go", before: "package a\n\nfunc TestOne(t *testing.T) {\n\trequire.Equal(t, 1, f(1))\n}\n", after: "package a\n\nfunc TestOne(t *testing.T) {\n\tfor _, c := range cases {\n\t\tt.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, f(c.in)) })\n\t}\n}\n" },
];
