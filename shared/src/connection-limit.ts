import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { isAtWork } from './over.ts';

/**
 * Bounds the open connections, each of which takes some 12 KiB even if nothing ever comes over it. A new one takes the place
 * of the one that has been without a request the longest.
 */
export function limitConnections(server: Server, max: number): void {
  /** Least recently used first. */
  const connections = new Set<Socket>();

  server.on('connection', (socket: Socket) => {
    if (connections.size >= max) makeRoom();
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', ({ socket }: { socket: Socket }) => {
    if (connections.delete(socket)) connections.add(socket);
  });

  function makeRoom(): void {
    const idle = connections.values().find((socket) => !isAtWork(socket));
    const [oldest] = connections;
    const leaving = idle ?? oldest;
    if (!leaving) return;
    connections.delete(leaving);
    leaving.destroy();
  }
}
