// Reads the configuration from environment variables. Nothing else reads them.

/** Throws an error that names the variable if a value cannot be used. */
export function loadConfig(env) {
  return {
    host: env.HOST ?? "127.0.0.1",
    port: wholeNumber(env, "PORT", { standard: 3000, min: 0, max: 65_535 }),
    notesFile: fileName(env, "NOTES_FILE", "data/notes.json"),
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
