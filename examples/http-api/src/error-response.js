// Turns an error into an answer. What is not an HttpError is our own fault: logged in full, told without details.
import { HttpError } from "./http-error.js";
import { sendJson } from "./respond.js";

export function sendError(response, error) {
  if (response.headersSent) {
    response.destroy(error);
    return;
  }
  if (!(error instanceof HttpError)) {
    console.error(error);
    sendJson(response, 500, { error: { code: "internal", message: "Something went wrong on our side." } });
    return;
  }
  for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
  const { code, message, details } = error;
  sendJson(response, error.status, { error: details === null ? { code, message } : { code, message, details } });
}
