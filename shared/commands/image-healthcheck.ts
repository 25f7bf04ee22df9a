import { connect } from 'node:net';

// `--healthcheck` of an image: exit code 0 when the service's `/health` answers 200 within 5 s. It talks HTTP by hand,
// since `fetch` alone takes 7 MB; see `image-main.ts`.

const TIMEOUT_MS = 5000;
const { HOST = '', PORT = '' } = process.env;
// A service that listens everywhere is asked on the loopback address.
const host = ({ '': '127.0.0.1', '0.0.0.0': '127.0.0.1', '::': '::1' } as Record<string, string>)[HOST] ?? HOST;

process.exitCode = 1;
const socket = connect(Number(PORT), host, () => socket.write(`GET /health HTTP/1.0\r\nHost: ${host}\r\n\r\n`));
socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
socket.on('error', () => socket.destroy());
socket.once('data', (head) => {
  if (/^HTTP\/1\.\d 200 /.test(head.toString('latin1'))) process.exitCode = 0;
  socket.destroy();
});
