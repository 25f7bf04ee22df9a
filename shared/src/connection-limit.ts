import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { isAtWork } from './over.ts';

/**
 * Bounds the open connections, each of which takes some 12 KiB even if nothing ever comes over it. A new one takes the place
 * of the one that has been without a request the longest.
 */
export function limitConnections(server: Server, max: number): void {
  /** When each was used last, in connections and requests since the start. */
  const connections = new Map<Socket, number>();
  let used = 0;

  server.on('connection', (socket: Socket) => {
    if (connections.size >= max) makeRoom();
    connections.set(socket, (used += 1));
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', ({ socket }: { socket: Socket }) => {
    if (connections.has(socket)) connections.set(socket, (used += 1));
  });

  function makeRoom(): void {
    const idle = connections.keys().filter((socket) => !isAtWork(socket));
    const leaving = leastRecent(idle) ?? leastRecent(connections.keys());
    if (!leaving) return;
    connections.delete(leaving);
    leaving.destroy();
  }

  function leastRecent(sockets: Iterable<Socket>): Socket | undefined {
    let [least, leastUsed]: [Socket | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
    for (const socket of sockets) {
      const lastUsed = connections.get(socket) ?? 0;
      if (lastUsed < leastUsed) [least, leastUsed] = [socket, lastUsed];
    }
    return least;
  }
}
