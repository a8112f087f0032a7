// Lets only signed-in users through to a handler.
import { HttpError } from "../http-error.js";
import { verifyToken } from "./token.js";

/** The handler with `context.user`, `{ id, email }`; without a valid bearer token the answer is 401. */
export function requireUser(handler) {
  return (context) => handler({ ...context, user: userOf(context) });
}

function userOf({ request, config, now }) {
  const token = bearerToken(request.headers.authorization);
  if (token === null) throw unauthorized("Sign in first: send a token as `authorization: Bearer …`.");
  const claims = verifyToken(token, { secret: config.jwtSecret, now: now() });
  if (claims === null) throw unauthorized("The token is not valid, or has expired. Sign in again.", "invalid_token");
  return { id: claims.sub, email: claims.email };
}

/** RFC 6750, 2.1; the scheme's case does not matter. */
function bearerToken(header) {
  return /^bearer +(\S+)$/i.exec(header ?? "")?.[1] ?? null;
}

/** RFC 6750, 3: a request without a token is told the scheme only. */
function unauthorized(message, error = null) {
  const challenge = error === null ? "Bearer" : `Bearer error="${error}"`;
  return new HttpError(401, "unauthorized", message, { headers: { "www-authenticate": challenge } });
}
