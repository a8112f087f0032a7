// Registration and login. Both answer a token.
import { readJson } from "../body.js";
import { HttpError } from "../http-error.js";
import { sendJson } from "../respond.js";
import { readCredentials } from "./credentials.js";
import { hashPassword, verifyPassword } from "./password.js";
import { signToken } from "./token.js";

export function registerAuthRoutes(router) {
  router.add("POST", "/auth/register", register);
  router.add("POST", "/auth/login", login);
}

async function register(context) {
  const { email, password } = readCredentials(await readJson(context.request, context.config.bodyBytesMax));
  const passwordHash = await hashPassword(password);
  const user = context.users.add({ email, passwordHash, at: new Date(context.now()).toISOString() });
  if (user === null) throw new HttpError(409, "email-taken", `There is already a user ${email}.`);
  sendSession(context, 201, user);
}

async function login(context) {
  const { email, password } = readCredentials(await readJson(context.request, context.config.bodyBytesMax));
  const user = context.users.findByEmail(email);
  // An unknown address takes as long as a wrong password, and the answer is the same: neither tells who is a user.
  const matches = await verifyPassword(password, user?.passwordHash ?? (await decoyHash()));
  if (user === null || !matches) {
    const headers = { "www-authenticate": "Bearer" };
    throw new HttpError(401, "wrong-credentials", "The email address or the password is wrong.", { headers });
  }
  sendSession(context, 200, user);
}

let decoy;

/** A hash that no password is known for; made once, when it is first needed. */
function decoyHash() {
  decoy ??= hashPassword("a password that nobody has");
  return decoy;
}

function sendSession({ response, config, now }, status, { id, email }) {
  const { jwtSecret: secret, tokenLifetimeSeconds: lifetimeSeconds } = config;
  const token = signToken({ sub: id, email }, { secret, now: now(), lifetimeSeconds });
  response.setHeader("cache-control", "no-store");
  sendJson(response, status, { user: { id, email }, token, expiresInSeconds: lifetimeSeconds });
}
