// Reads CSS by the parser that its build tools use, which takes what is well-formed, known or not.
import { broken, valid, withinStack, type LanguageReading } from "./reading.ts";

export async function readCss(text: string): Promise<LanguageReading> {
  const { parse, CssSyntaxError } = await import("postcss");
  return withinStack(() => {
    try {
      parse(text);
      return valid;
    } catch (error) {
      if (!(error instanceof CssSyntaxError)) throw error;
      if (/\{\{|\{%|<%/.test(text)) return { kind: "unread", reason: "it is a template of CSS" };
      return broken(error.reason, { line: error.line ?? 1, column: error.column ?? 1 });
    }
  });
}
