// Reads the configuration from environment variables. Nothing else reads them.
import { randomBytes } from "node:crypto";
import { secretBytesMin } from "./auth/token.js";

/** Throws an error that names the variable if a value cannot be used. */
export function loadConfig(env) {
  return {
    host: env.HOST ?? "127.0.0.1",
    port: wholeNumber(env, "PORT", { standard: 3000, min: 0, max: 65_535 }),
    notesFile: fileName(env, "NOTES_FILE", "data/notes.json"),
    usersFile: fileName(env, "USERS_FILE", "data/users.json"),
    jwtSecret: secret(env, "JWT_SECRET"),
    jwtSecretIsTemporary: !env.JWT_SECRET,
    tokenLifetimeSeconds: wholeNumber(env, "TOKEN_LIFETIME_SECONDS", { standard: 3600, min: 1, max: 2_592_000 }),
    bodyBytesMax: wholeNumber(env, "BODY_BYTES_MAX", { standard: 65_536, min: 1, max: 10_000_000 }),
    log: oneOf(env, "LOG", ["on", "off"]) === "on",
  };
}

function wholeNumber(env, name, { standard, min, max }) {
  const text = env[name];
  if (text === undefined || text === "") return standard;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new Error(`${name} must be a whole number from ${min} to ${max}, not "${text}".`);
  }
  return value;
}

/** Without a secret a new one is made: nobody can know it, and tokens end with the process. */
function secret(env, name) {
  const text = env[name];
  if (text === undefined || text === "") return randomBytes(secretBytesMin).toString("base64url");
  // The secret itself is not repeated here: messages end up in logs.
  if (Buffer.byteLength(text) < secretBytesMin) throw new Error(`${name} must have at least ${secretBytesMin} bytes.`);
  return text;
}

/** A path, or null if the variable is set to nothing. */
function fileName(env, name, standard) {
  return (env[name] ?? standard) || null;
}

/** The first of `values` is the standard one. */
function oneOf(env, name, values) {
  const value = env[name] ?? values[0];
  if (!values.includes(value)) throw new Error(`${name} must be ${values.join(" or ")}, not "${value}".`);
  return value;
}
