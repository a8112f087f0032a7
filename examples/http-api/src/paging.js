// Reads `limit` and `offset` from a query.
import { badRequest } from "./http-error.js";

const limitStandard = 20;
const limitMax = 100;
const offsetMax = 1_000_000;

export function readPage(query) {
  return {
    limit: wholeNumber(query, "limit", { standard: limitStandard, min: 1, max: limitMax }),
    offset: wholeNumber(query, "offset", { standard: 0, min: 0, max: offsetMax }),
  };
}

function wholeNumber(query, name, { standard, min, max }) {
  const given = query.get(name);
  if (given === null) return standard;
  const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw badRequest("invalid-query", `${name} must be a whole number from ${min} to ${max}.`);
  }
  return value;
}
