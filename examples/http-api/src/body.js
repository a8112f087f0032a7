// Reads a request's body as JSON, within a limit.
import { HttpError, badRequest } from "./http-error.js";

/** The parsed body, which must be an object. */
export async function readJson(request, bytesMax) {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new HttpError(415, "unsupported-media-type", "Send the body as application/json.");
  }
  const value = parse(await readText(request, bytesMax));
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badRequest("invalid-json", "The body must be a JSON object.");
  }
  return value;
}

async function readText(request, bytesMax) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

// The rest of such a body is not read, so the connection cannot serve another request.
function tooLarge(bytesMax) {
  const message = `The body is larger than ${bytesMax} bytes.`;
  return new HttpError(413, "body-too-large", message, { headers: { connection: "close" } });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest("invalid-json", `The body is not JSON: ${error.message}`);
  }
}
