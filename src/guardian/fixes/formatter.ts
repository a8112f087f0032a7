// What a tool is that gives files of a change their form or the order of their imports. It runs nothing.

/** Takes the place of what stands between two offsets, in UTF-16 units. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type FormattingWay =
  /** Writes the files that are named behind its words. */
  | { readonly kind: "in-place" }
  /** Reads one file from its input and prints what it should be; the words behind the others depend on the file. */
  | { readonly kind: "through"; words(directory: string, path: string): Promise<readonly string[]> }
  /** Prints what to change in the files that are named behind its words. */
  | {
      readonly kind: "edits";
      /** Exit codes after which the output is the whole answer. */
      readonly answers: readonly number[];
      /** By path; null if the output is not of the form that the tool is known to print. */
      read(output: string, directory: string, texts: ReadonlyMap<string, string>): ReadonlyMap<string, readonly Edit[]> | null;
    };

export interface Formatter {
  readonly name: string;
  readonly argv: readonly string[];
  readonly language: RegExp;
  readonly way: FormattingWay;
  readonly work: "form" | "order";
  /** Whether a file must import the same afterwards. */
  readonly keepsImports: boolean;
}

export interface FormatterCandidate extends Omit<Formatter, "argv"> {
  isConfigured(directory: string): Promise<boolean>;
  program(directory: string): Promise<string | null>;
  argv(program: string): readonly string[];
}
