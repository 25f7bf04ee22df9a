import { measure, type Load } from './load.ts';
import type { Table } from './results.ts';

const SECONDS = 10;

/** Sends `load` while one client asks for `path` over and over: what writes wait for reads. */
export async function measureBeside(url: string, load: Load, path: string): Promise<Table[string]> {
  const sending = new AbortController();
  let asked = 0;
  async function ask(): Promise<void> {
    for (; !sending.signal.aborted; asked += 1) {
      const response = await fetch(`${url}${path}`, { headers: load.headers ?? {} });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
    }
  }
  const asking = ask();
  const { rate, p50, p99 } = await measure(url, load, SECONDS).finally(() => sending.abort());
  await asking;
  return { 'requests/s': Math.round(rate), 'p50 ms': p50, 'p99 ms': p99, 'answers/s beside': asked / SECONDS };
}
