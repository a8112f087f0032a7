// What the client did wrong, as an error: a status, a code for programs, a message for people.

export class HttpError extends Error {
  /** `details` are shown to the client; `headers` are sent along. */
  constructor(status, code, message, { details = null, headers = {} } = {}) {
    super(message);
    this.name = "HttpError";
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

export function badRequest(code, message) {
  return new HttpError(400, code, message);
}

export function notFound(message) {
  return new HttpError(404, "not-found", message);
}
