import type { Environment } from './config.ts';

const TIMEOUT_MS = 5000;

/**
 * Asks the running service's `/health` on this machine.
 *
 * @returns the process's exit code: 0 when it answers 200 within 5 s.
 */
export async function healthcheck(defaultPort: number, env: Environment): Promise<0 | 1> {
  const host = env['HOST'] || '127.0.0.1';
  // A service that listens everywhere is asked on the loopback address.
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${env['PORT'] || defaultPort}/health`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    await response.body?.cancel();
    return response.ok ? 0 : 1;
  } catch {
    return 1;
  }
}
