// Password hashes with scrypt. A hash is one line of text that names its own parameters, so they can be raised later.
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(scrypt);
const keyBytes = 32;
const saltBytes = 16;
/** CPU and memory cost, block size, parallelism: 16 MiB and some 50 ms a hash. */
const standardCost = { N: 16_384, r: 8, p: 1 };

/** `scrypt$N$r$p$salt$key`, with salt and key in base64url. */
export async function hashPassword(password) {
  const { N, r, p } = standardCost;
  const salt = randomBytes(saltBytes);
  const key = await derive(normal(password), salt, keyBytes, { N, r, p });
  return ["scrypt", N, r, p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Whether `hash` was made of `password`; an error if `hash` is not of `hashPassword`. */
export async function verifyPassword(password, hash) {
  const [kind, N, r, p, salt, key] = hash.split("$");
  if (kind !== "scrypt" || key === undefined) throw new Error("The stored hash is not a scrypt hash.");
  const expected = Buffer.from(key, "base64url");
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const given = await derive(normal(password), Buffer.from(salt, "base64url"), expected.length, cost);
  return timingSafeEqual(given, expected);
}

/** Keyboards write the same letter in different ways; a password must not depend on the keyboard. */
function normal(password) {
  return password.normalize("NFKC");
}
