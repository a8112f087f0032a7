// Writes a line for each request, once its answer is out.

export function logRequest(request, response) {
  const startedAt = performance.now();
  response.once("close", () => {
    const elapsedMs = Math.round(performance.now() - startedAt);
    const status = response.writableFinished ? response.statusCode : "aborted";
    console.log(`${request.method} ${request.url} ${status} ${elapsedMs} ms`);
  });
}
