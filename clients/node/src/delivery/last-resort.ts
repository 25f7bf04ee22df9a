/** A request that has to be made while the process ends. */
export interface LastRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/**
 * Makes requests while the caller stands still, because an ending process has no next turn of its event loop: a
 * thread makes them. Returns when all were answered, or after `timeoutMs`. Never throws.
 */
export function sendNow(requests: readonly LastRequest[], timeoutMs: number): void {
  if (requests.length === 0 || timeoutMs <= 0) return;
  try {
    // Not imported: few processes need it, and only once.
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const isDone = new Int32Array(new SharedArrayBuffer(4));
    // As text, so that it is also there when the application was bundled into one file.
    const worker = new Worker(`(${sendAll.toString()})()`, {
      eval: true,
      workerData: { requests, isDone },
      // Nothing that the application has its own threads load.
      env: { ...process.env, NODE_OPTIONS: '' },
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
    });
    worker.on('error', () => undefined);
    worker.unref();
    Atomics.wait(isDone, 0, 0, timeoutMs);
  } catch {
    // No threads here, by a permission or for want of memory: what was left is lost.
  }
}

/** Runs alone in the thread: it can use nothing of what is around it here. */
function sendAll(): void {
  const { workerData } = process.getBuiltinModule('node:worker_threads');
  const { requests, isDone } = workerData as { requests: LastRequest[]; isDone: Int32Array };
  const http = process.getBuiltinModule('node:http');
  const https = process.getBuiltinModule('node:https');
  const options = { keepAlive: true, maxSockets: 4 };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  let left = requests.length;
  for (const { url, headers, body } of requests) {
    const { protocol } = new URL(url);
    const client = protocol === 'https:' ? https : http;
    const agent = agents[protocol as keyof typeof agents];
    const request = client.request(url, { method: 'POST', headers, agent }, (response) => response.resume());
    request.on('error', () => undefined);
    request.on('close', () => {
      left--;
      if (left > 0) return;
      Atomics.store(isDone, 0, 1);
      Atomics.notify(isDone, 0);
    });
    request.end(body);
  }
}
