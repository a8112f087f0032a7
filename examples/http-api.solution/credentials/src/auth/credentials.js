// What a client may send as email address and password.
import { checkFields } from "../validate.js";

const emailCharsMax = 254;
const passwordCharsMin = 8;
/** Hashing takes longer for longer input, so there must be an end. */
const passwordCharsMax = 256;

/** The credentials of a request's body, the address in the form that it is stored in; throws an HttpError else. */
export function readCredentials(input) {
  checkFields(input, { email: checkEmail, password: checkPassword });
  return { email: input.email.trim().toLowerCase(), password: input.password };
}

function checkEmail(value) {
  if (typeof value !== "string") return "must be text";
  if (value.length > emailCharsMax) return `must have at most ${emailCharsMax} characters`;
  return /^[^\s@]+@[^\s@]+$/.test(value.trim()) ? null : "must be an email address";
}

function checkPassword(value) {
  if (typeof value !== "string") return "must be text";
  if (value.length < passwordCharsMin) return `must have at least ${passwordCharsMin} characters`;
  return value.length > passwordCharsMax ? `must have at most ${passwordCharsMax} characters` : null;
}
