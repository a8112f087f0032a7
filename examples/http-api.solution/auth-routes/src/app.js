// Turns requests into answers: finds the route, calls its handler, maps errors. Knows no resource in particular.
import { registerAuthRoutes } from "./auth/routes.js";
import { registerHealthRoutes } from "./health/routes.js";
import { registerNoteRoutes } from "./notes/routes.js";
import { sendError } from "./error-response.js";
import { badRequest } from "./http-error.js";
import { logRequest } from "./log.js";
import { createRouter } from "./router.js";
import { createUserStore } from "./users/store.js";

const standardRoutes = [registerHealthRoutes, registerAuthRoutes, registerNoteRoutes];

/**
 * The listener for `http.createServer`. What it needs comes from outside, so that tests can bring their own.
 * `now` answers milliseconds since 1970.
 */
export function createApp({
  config,
  notes,
  users = createUserStore(),
  now = Date.now,
  routes = standardRoutes,
}) {
  const router = createRouter();
  for (const register of routes) register(router);

  return async function handle(request, response) {
    if (config.log) logRequest(request, response);
    try {
      const url = parseTarget(request.url);
      const { handler, params } = router.find(request.method, url.pathname);
      const context = { request, response, params, query: url.searchParams, config, notes, users, now };
      await handler(context);
    } catch (error) {
      sendError(response, error);
    }
  };
}

function parseTarget(target) {
  const base = "http://localhost";
  if (!URL.canParse(target, base)) throw badRequest("invalid-target", "The request target is not a URL.");
  return new URL(target, base);
}
