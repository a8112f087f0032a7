// The host's tools in fewer words, for our sessions only: weak models do better with less to read, and every request
// pays for it. Instances of the user's own folders are never touched.

const descriptions: Readonly<Record<string, string>> = {
  read: "Reads a file, with line numbers. Give offset and limit for a part of a long one.",
  grep: "Searches file contents by a regular expression. Answers paths and lines.",
  glob: "Finds files by a pattern such as src/**/*.ts.",
  edit: "Replaces oldString, which must occur exactly once, by newString. Read the file first. No line numbers in the strings.",
  write: "Writes a whole file. Read it first if it exists.",
};

/** Replaces the description that the host is about to send. */
export function shortDescriptions(tool: string, output: { description: string }): void {
  output.description = descriptions[tool] ?? output.description;
}
