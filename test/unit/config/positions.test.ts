// Where keys stand in TOML: by hand for each way to write a key, and by random documents.
import fc from "fast-check";
import { parse, stringify } from "smol-toml";
import { describe, expect, test } from "vitest";
import { positionsOf } from "../../../src/config/positions.ts";
import type { KeyPath } from "../../../src/config/schema-node.ts";

function at(text: string, path: KeyPath): string {
  parse(text);
  const { line, column } = positionsOf(text).of(path);
  return `${line}:${column}`;
}

describe("positions in TOML", () => {
  test("plain keys, after comments and strings that look like keys", () => {
    const text = '# a = 1\ntext = """\na = 1\n"""\nraw = \'\'\'a = 2\'\'\'\n\n  a = 3 # b = 4\r\nb = "\\"]"\n';
    expect(at(text, ["a"])).toBe("7:3");
    expect(at(text, ["b"])).toBe("8:1");
  });

  test("tables, dotted keys and keys between quotes", () => {
    const text = '[ a . "b c" ]\nd.\'e\' . f = 1\nd.g = 2\n["sl\\u006fts"]\nx = 1\n';
    expect(at(text, ["a"])).toBe("1:3");
    expect(at(text, ["a", "b c"])).toBe("1:7");
    expect(at(text, ["a", "b c", "d", "e"])).toBe("2:3");
    expect(at(text, ["a", "b c", "d", "e", "f"])).toBe("2:9");
    expect(at(text, ["a", "b c", "d"])).toBe("2:1");
    expect(at(text, ["a", "b c", "d", "g"])).toBe("3:3");
    expect(at(text, ["slots", "x"])).toBe("5:1");
  });

  test("inline tables and lists over several lines, with comments and trailing commas", () => {
    const text = 'a = { b = 1, c.d = { e = [1, "x,]"] } }\nlist = [ # one, two\n  "one",\n  [2, 3],\n  { k = "v" }, # end\n]\nlast = 1\n';
    expect(at(text, ["a", "b"])).toBe("1:7");
    expect(at(text, ["a", "c", "d", "e"])).toBe("1:22");
    expect(at(text, ["a", "c", "d", "e", 1])).toBe("1:30");
    expect(at(text, ["list", 0])).toBe("3:3");
    expect(at(text, ["list", 1, 1])).toBe("4:7");
    expect(at(text, ["list", 2, "k"])).toBe("5:5");
    expect(at(text, ["last"])).toBe("7:1");
  });

  test("lists of tables and the tables below their last entry", () => {
    const text = "[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 3\n[[a.c]]\nz = 4\n";
    expect(at(text, ["a", 0, "x"])).toBe("2:1");
    expect(at(text, ["a", 1, "x"])).toBe("4:1");
    expect(at(text, ["a", 1, "b", "y"])).toBe("6:1");
    expect(at(text, ["a", 1, "c", 0, "z"])).toBe("8:1");
  });

  test("quotes at the end of a multi-line string, and a byte order mark", () => {
    expect(at('a = """x"""""\nb = 1\n', ["b"])).toBe("2:1");
    expect(at("a = ''''''\nb = 1\n", ["b"])).toBe("2:1");
    expect(at('a = ""\nb = 1\n', ["b"])).toBe("2:1");
  });

  test("a text nested out of all reason is read in linear time", () => {
    const text = `${"a.".repeat(100_000)}a = 1\nb = ${"[".repeat(900)}${"]".repeat(900)}\nc = 1\n`;
    expect(positionsOf(text).of(["c"])).toEqual({ line: 3, column: 1 });
  });

  test("a path that stands nowhere is told where its table stands", () => {
    expect(at("[a]\nb = 1\n", ["a", "missing"])).toBe("1:2");
    expect(at("b = 1\n", ["missing"])).toBe("1:1");
  });

  test("every key of a random document is found where its name begins", () => {
    const name = fc.stringMatching(/^[a-z_-]{1,6}$/);
    const value = fc.letrec<{ table: unknown; value: unknown }>((tie) => ({
      value: fc.oneof({ depthSize: "small" }, fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string()), tie("table")),
      table: fc.dictionary(name, tie("value"), { maxKeys: 5 }),
    }));
    fc.assert(
      fc.property(value.table, (document) => {
        const text = stringify(document);
        const lines = text.split("\n");
        const positions = positionsOf(text);
        const visit = (node: unknown, path: KeyPath): void => {
          if (typeof node !== "object" || node === null || Array.isArray(node)) return;
          for (const [key, child] of Object.entries(node)) {
            const { line, column } = positions.of([...path, key]);
            expect((lines[line - 1] ?? "").slice(column - 1).startsWith(key)).toBe(true);
            visit(child, [...path, key]);
          }
        };
        visit(document, []);
      }),
      { numRuns: 300 },
    );
  });
});
