import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

const underWay = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once when a request is answered or its connection is gone.
 *
 * A response that waits behind others on its connection hears nothing of the connection's end, so the connection is asked too.
 */
export function whenOver({ raw, request }: FastifyReply, run: () => void): void {
  const { socket } = request.raw;
  if (socket.destroyed) {
    setImmediate(run);
    return;
  }
  const ends = underWay.get(socket) ?? watch(socket);
  const end = (): void => {
    if (ends.delete(end)) run();
  };
  ends.add(end);
  raw.once('close', end);
}

/** Whether something is under way on a connection that `whenOver` waits for. */
export function isAtWork(socket: Socket): boolean {
  return (underWay.get(socket)?.size ?? 0) > 0;
}

function watch(socket: Socket): Set<() => void> {
  const ends = new Set<() => void>();
  underWay.set(socket, ends);
  socket.once('close', () => {
    for (const end of ends) end();
  });
  return ends;
}
