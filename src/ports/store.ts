// Files of one mission beside its journal: plan.json, report.md, tasks/<task>/<attempt>/…, context/…. They are for
// people and for the `page` tool; nothing is decided by them, and losing one loses no work.

/**
 * Paths are relative to the mission's folder, with forward slashes; a path that leaves it is a defect (`internal`).
 * - `write` replaces the file in one step (temporary file and rename) and makes its folders.
 * - `read` answers null for a file that is not there.
 */
export interface Store {
  readonly directory: string;
  write(path: string, content: string): Promise<void>;
  read(path: string): Promise<string | null>;
}
