// Reads TOML by its parser.
import { broken, valid, withinStack, type LanguageReading } from "./reading.ts";

export async function readToml(text: string): Promise<LanguageReading> {
  const { parse, TomlError } = await import("smol-toml");
  return withinStack(() => {
    try {
      parse(text, { integersAsBigInt: true });
      return valid;
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      const [message = ""] = error.message.replace(/^Invalid TOML document: /, "").split("\n", 1);
      return broken(message, { line: error.line, column: error.column });
    }
  });
}
