// What a Rust file says of links: the modules that it declares, what it uses, one path for each name, and all words in it.
// It reads words, not syntax: a word too many makes the gate say less, never more.

export interface RustUse {
  /** `crate::a::b` as `["crate", "a", "b"]`; the last may be `*`. */
  readonly path: readonly string[];
  readonly offset: number;
}

export interface RustFile {
  readonly uses: readonly RustUse[];
  /** Of `mod a;`, without those for which a path or a condition is given. */
  readonly modules: readonly { readonly name: string; readonly offset: number }[];
  readonly words: ReadonlySet<string>;
  /** Modules within the file, and other names that `use` gives. */
  readonly named: ReadonlySet<string>;
  /** It may have names that are not written in it: of a glob, a macro, another file. */
  readonly isOpen: boolean;
}

const moduleLine = /^(?:pub(?:\([^)]*\))? +)?mod +(\w+) *;/gm;
/** Only what stands at the start of a line is of the file's own module, and not of one within it. */
const useLine = /^(?:pub(?:\([^)]*\))? +)?use +(?:::)?([\w:{}*,\s#]+);/gm;
const externLine = /^(?:pub +)?extern +crate +(\w+)/gm;
const inlineModule = /\bmod +(\w+) *\{/g;
const alias = /\bas +(\w+)/g;
/** All of another module, a macro where items stand, another file. */
const opening = /^\s*(?:pub(?:\([^)]*\))? +)?use +[^;]*\*|^[\w:]+! *\w* *[({[]|^\s*(?:include!|#\[macro_use\]|#!?\[path)/m;
/** Attributes that write no items with names of their own; any other may. */
const attribute = /#!?\[\s*([\w:]+)(?:\(([^\]]*)\))?/g;
const plainAttributes = new Set(["allow", "warn", "deny", "forbid", "expect", "cfg", "cfg_attr", "test", "ignore", "should_panic", "inline", "cold", "must_use", "doc", "deprecated", "repr", "non_exhaustive", "track_caller", "default", "serde", "error", "from", "source", "tokio::main", "tokio::test", "async_trait", "instrument", "tracing::instrument", "arg", "command", "clap", "feature", "no_std", "derive"]);
const plainDerives = new Set(["Debug", "Clone", "Copy", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash", "Default", "Serialize", "Deserialize", "Error", "Parser", "Subcommand", "Args", "ValueEnum", "From", "Into", "Display"]);

export function readRustFile(text: string): RustFile {
  const code = withoutComments(text);
  const uses = [...code.matchAll(useLine)].flatMap(({ 1: tree = "", index }) => pathsOf(tree).map((path) => ({ path, offset: index })));
  const crates = [...code.matchAll(externLine)].map(({ 1: name = "", index }) => ({ path: [name], offset: index }));
  return {
    uses: [...uses, ...crates],
    modules: [...code.matchAll(moduleLine)].flatMap(({ 1: name = "", index }) => (hasAttribute(code, index) ? [] : [{ name, offset: index }])),
    words: new Set(code.match(/\w+/g) ?? []),
    named: new Set([...code.matchAll(inlineModule), ...code.matchAll(alias)].map(({ 1: name = "" }) => name)),
    isOpen: opening.test(code) || hasMacroAttribute(code),
  };
}

function hasMacroAttribute(code: string): boolean {
  return [...code.matchAll(attribute)].some(({ 1: name = "", 2: inside = "" }) => {
    if (!plainAttributes.has(name)) return true;
    return name === "derive" && inside.split(",").some((each) => !plainDerives.has(each.trim().split("::").at(-1) ?? "") && each.trim() !== "");
  });
}

/** `#[cfg(…)]` or `#[path = …]` on the line before. */
function hasAttribute(code: string, index: number): boolean {
  return /#\[[^\n]*\]\s*$/.test(code.slice(Math.max(0, index - 300), index));
}

/** Every path of `a::{b, c::{self, d as e}}`. */
function pathsOf(tree: string): string[][] {
  const words = tree.match(/\w+|::|[{},*]/g) ?? [];
  let at = 0;
  const read = (before: readonly string[]): string[][] => {
    let path = [...before];
    const found: string[][] = [];
    let isOver = false;
    while (at < words.length) {
      const word = words[at] ?? "";
      at += 1;
      if (word === "{") {
        found.push(...read(path));
        isOver = true;
      } else if (word === "," || word === "}") {
        if (!isOver && path.length > before.length) found.push(path);
        if (word === "}") return found;
        [path, isOver] = [[...before], false];
      } else if (word === "as") at += 1;
      else if (word === "self" && path.length > 0) {
        found.push(path);
        isOver = true;
      }
      else if (word !== "::") path = [...path, word];
    }
    if (!isOver && path.length > before.length) found.push(path);
    return found;
  };
  return read([]);
}

/** As long as before, so that places stay; texts lose their words, which are no names. */
function withoutComments(text: string): string {
  return text.replace(/r(#*)"[^]*?"\1|"(?:\\[^]|[^"\\])*"|'(?:\\.[^']*|[^'\\\n])'|\/\/[^\n]*|\/\*[^]*?\*\//g, (part) => part.replace(/[^\n]/g, " "));
}
