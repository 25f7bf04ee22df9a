/** The answer of a request: status, headers, and the body as JSON where it is JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  // Tests look into bodies of many shapes.
  body: any;
}

/** One request to any address. */
export async function request(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const content =
    body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const response = await fetch(url, { method, headers, ...(content !== undefined && { body: content as string }) });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
