import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * Sends bytes as they are, and gives what came back until the other side closed the connection; rejects when it does not
 * within the limit.
 */
export async function sendRaw(url: string, bytes: string, limitMs = 5000): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(limitMs, () => socket.destroy(new Error(`still open after ${limitMs} ms`)));
  socket.write(bytes);
  return text(socket);
}
