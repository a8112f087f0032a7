// JSON Web Tokens (RFC 7519), signed with HMAC SHA-256 (`HS256`) and nothing else. Knows no users and no clock.
import { createHmac, timingSafeEqual } from "node:crypto";

/** A key shorter than the hash would be the weakest part (RFC 7518, 3.2). */
export const secretBytesMin = 32;

const header = encode({ alg: "HS256", typ: "JWT" });

/** A token of `claims`, issued at `now` (milliseconds since 1970) and valid for `lifetimeSeconds`. */
export function signToken(claims, { secret, now, lifetimeSeconds }) {
  const issuedAt = Math.floor(now / 1000);
  const payload = encode({ ...claims, iat: issuedAt, exp: issuedAt + lifetimeSeconds });
  return `${header}.${payload}.${signature(`${header}.${payload}`, secret)}`;
}

/** The claims of a token that was signed with `secret` and has not expired; null for every other text. */
export function verifyToken(token, { secret, now }) {
  const [head, payload, signed, ...rest] = token.split(".");
  if (signed === undefined || rest.length > 0) return null;
  // Our own header is the only one accepted, so no token can choose another algorithm.
  if (head !== header || !sameText(signed, signature(`${head}.${payload}`, secret))) return null;
  const claims = decode(payload);
  if (typeof claims?.exp !== "number" || claims.exp <= now / 1000) return null;
  return claims;
}

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(text) {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

function signature(text, secret) {
  return createHmac("sha256", secret).update(text).digest("base64url");
}

/** Takes the same time wherever the texts differ, so that a signature cannot be guessed piece by piece. */
function sameText(left, right) {
  const leftBytes = Buffer.from(left);
  const rightBytes = Buffer.from(right);
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
}
