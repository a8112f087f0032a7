// Says that the service is up, for load balancers and people.
import { sendJson } from "../respond.js";

export function registerHealthRoutes(router) {
  router.add("GET", "/health", ({ response, now }) => {
    sendJson(response, 200, { status: "ok", time: new Date(now()).toISOString() });
  });
}
