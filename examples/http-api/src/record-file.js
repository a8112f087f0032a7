// Keeps a list of records in a JSON file. A write replaces the file in one step, so a crash never leaves half of it.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** The records, or none if there is no such file yet. */
export function readRecords(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
  const records = JSON.parse(text);
  if (!Array.isArray(records)) throw new Error(`${file} does not hold a list of records.`);
  return records;
}

export function writeRecords(file, records) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify(records, null, 2));
  renameSync(temporary, file);
}
