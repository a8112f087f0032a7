// What a Java file says of links: its package, what it imports, and the types that it declares, nested ones among them.
// It reads words, not syntax: a word too many makes the gate say less, never more.

export interface JavaImport {
  /** Without `.*`. */
  readonly name: string;
  readonly isStatic: boolean;
  /** `import a.b.*`, or `import static a.B.*`. */
  readonly isWhole: boolean;
  readonly offset: number;
}

export interface JavaFile {
  readonly packageName: string;
  readonly imports: readonly JavaImport[];
  readonly types: ReadonlySet<string>;
}

const importLine = /^[ \t]*import[ \t]+(static[ \t]+)?([\w$]+(?:\.[\w$]+)*)(\.\*)?[ \t]*;/gm;
const declaration = /\b(?:class|interface|enum|record)\s+([A-Za-z_$][\w$]*)/g;

export function readJavaFile(text: string): JavaFile {
  const code = withoutComments(text);
  const imports = [...code.matchAll(importLine)].flatMap(({ 1: still, 2: name = "", 3: star, index }): JavaImport[] => {
    const isWhole = star !== undefined;
    // All of a package is whatever it has.
    return isWhole && still === undefined ? [] : [{ name, isStatic: still !== undefined, isWhole, offset: index + code.slice(index).search(/\S/) }];
  });
  return {
    packageName: /^\s*(?:@[^;]*?\s)?package\s+([\w.$]+)\s*;/m.exec(code)?.[1] ?? "",
    imports,
    types: new Set([...code.matchAll(declaration)].map(({ 1: name = "" }) => name)),
  };
}

/** As long as before, so that places stay. Texts are kept: what looks like a comment in one may be none. */
function withoutComments(text: string): string {
  return text.replace(/"""[^]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*|\/\*[^]*?\*\//g, (part) =>
    part.startsWith("/") ? part.replace(/[^\n]/g, " ") : part,
  );
}
