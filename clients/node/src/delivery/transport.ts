import { toHeaders, type Target } from './target.ts';
import { judge, type Outcome } from './outcome.ts';
import type { Connections } from './connections.ts';

export interface PostOptions {
  /** ms for the whole attempt. */
  timeoutMs: number;
  /** Called when the request is on its way: what happens to the process from then on does not keep it from arriving. */
  onWritten?: () => void;
}

/** Sends one body to one address; never rejects. */
export interface Transport {
  post: (body: string, options: PostOptions) => Promise<Outcome>;
  /** Ends the connections. */
  close: () => void;
}

/** HTTP with connections that are used again, and never keep the process alive. */
export function createTransport(target: Target): Transport {
  let connections: Promise<Connections> | undefined;
  let isClosed = false;

  /** Undici and zlib take longer to load than all the rest of this package: the first report brings them. */
  function connect(timeoutMs: number): Promise<Connections> {
    connections ??= import('./connections.ts').then(({ createConnections }) =>
      createConnections(target.origin, timeoutMs),
    );
    return connections;
  }

  return {
    post: async (body, { timeoutMs, onWritten }) => {
      try {
        const pool = await connect(timeoutMs);
        if (isClosed) return { kind: 'failed', reason: 'closed' };
        const { status, text, retryAfter } = await pool.post(target.path, toHeaders(target), body, {
          timeoutMs,
          onWritten,
        });
        return judge(status, text, retryAfter, Date.now());
      } catch (error) {
        return { kind: 'failed', reason: reasonOf(error) };
      }
    },
    close: () => {
      isClosed = true;
      void connections?.then((pool) => pool.close()).catch(() => undefined);
    },
  };
}

function reasonOf(error: unknown): string {
  const { message, code, errors } = error as { message?: string; code?: string; errors?: unknown[] };
  // What Node gives for a name with several addresses, none of which answers.
  if (!message && errors?.[0]) return reasonOf(errors[0]);
  return message || code || String(error);
}
