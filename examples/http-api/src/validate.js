// Checks the fields of a parsed body. A check takes a value and answers what is wrong with it, or null.
import { HttpError } from "./http-error.js";

export function text({ charsMin = 0, charsMax }) {
  return (value) => {
    if (typeof value !== "string") return "must be text";
    const chars = value.trim().length;
    if (chars < charsMin) return charsMin === 1 ? "must not be empty" : `must have at least ${charsMin} characters`;
    return value.length > charsMax ? `must have at most ${charsMax} characters` : null;
  };
}

export function listOf(check, { itemsMax }) {
  return (value) => {
    if (!Array.isArray(value)) return "must be a list";
    if (value.length > itemsMax) return `must have at most ${itemsMax} items`;
    for (const item of value) {
      const problem = check(item);
      if (problem !== null) return `has an item that ${problem}`;
    }
    return null;
  };
}

export function optional(check) {
  return (value) => (value === undefined ? null : check(value));
}

/** Throws an HttpError that names every field at fault, unknown ones included. */
export function checkFields(input, checks) {
  const details = [];
  for (const [field, check] of Object.entries(checks)) {
    const problem = check(input[field]);
    if (problem !== null) details.push({ field, problem });
  }
  for (const field of Object.keys(input)) {
    if (!Object.hasOwn(checks, field)) details.push({ field, problem: "is not known" });
  }
  if (details.length === 0) return;
  const list = details.map(({ field, problem }) => `${field} ${problem}`).join("; ");
  throw new HttpError(422, "invalid-fields", `Some fields are wrong: ${list}.`, { details });
}
