// Finds the handler for a method and a path. Patterns are literal segments and `:name` for one segment of any text.
import { HttpError, badRequest, notFound } from "./http-error.js";

export function createRouter() {
  const routes = [];

  return {
    add(method, pattern, handler) {
      routes.push({ method, segments: pattern.split("/"), handler });
    },

    /** The handler and the values of the pattern's names; throws what the client should hear if there is none. */
    find(method, path) {
      const given = path.split("/");
      const matching = routes.filter((route) => fits(route.segments, given));
      if (matching.length === 0) throw notFound(`Nothing is at ${path}.`);
      const route = matching.find((candidate) => candidate.method === method);
      if (route === undefined) throw methodNotAllowed(method, matching);
      return { handler: route.handler, params: paramsOf(route.segments, given) };
    },
  };
}

function fits(segments, given) {
  if (segments.length !== given.length) return false;
  return segments.every((segment, index) => (segment.startsWith(":") ? given[index] !== "" : segment === given[index]));
}

function paramsOf(segments, given) {
  const params = {};
  segments.forEach((segment, index) => {
    if (segment.startsWith(":")) params[segment.slice(1)] = decode(given[index]);
  });
  return params;
}

function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest("invalid-path", `"${segment}" is not a valid part of a path.`);
  }
}

function methodNotAllowed(method, matching) {
  const allow = [...new Set(matching.map((route) => route.method))].join(", ");
  return new HttpError(405, "method-not-allowed", `${method} does not work here; ${allow} does.`, { headers: { allow } });
}
