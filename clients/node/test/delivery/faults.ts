import type { Answer } from '../support/recording-server.ts';

/** What a server can do to a request, other than answering it. */
export interface Fault {
  title: string;
  answer: Answer;
  /** Whether the request has to be sent again. */
  isRetried: boolean;
}

export const faults: Fault[] = [
  { title: 'hangs', answer: () => undefined, isRetried: true },
  { title: 'closes the connection', answer: (_n, response) => void response.socket?.destroy(), isRetried: true },
  {
    title: 'resets the connection midway in its head',
    answer: (_n, response) => void response.socket?.write('HTTP/1.1 202 Acc', () => response.socket?.resetAndDestroy()),
    isRetried: true,
  },
  {
    title: 'resets the connection midway in its body',
    answer: (_n, response) => {
      response
        .writeHead(202, { 'content-length': '100' })
        .write('{"status":', () => response.socket?.resetAndDestroy());
    },
    // The status says that it has arrived.
    isRetried: false,
  },
  {
    title: 'answers something that is no HTTP',
    answer: (_n, response) => void response.socket?.end('220 mail.example ESMTP\r\n'),
    isRetried: true,
  },
  {
    title: 'answers 200 with rubbish',
    answer: (_n, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>{"dropped":\0'),
    isRetried: false,
  },
  {
    title: 'answers 200 without end',
    answer: (_n, response) => {
      const write = () => response.write('x'.repeat(65_536), (error) => error ?? setImmediate(write));
      response.writeHead(200);
      write();
    },
    isRetried: false,
  },
  {
    title: 'answers 200 and then drips',
    answer: (_n, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    },
    isRetried: false,
  },
  {
    title: 'drips its head',
    answer: (_n, response) => {
      const timer = setInterval(() => response.socket?.write('X'), 20);
      response.socket?.on('close', () => clearInterval(timer));
    },
    isRetried: true,
  },
  { title: 'answers 500', answer: (_n, response) => void response.writeHead(500).end('oops'), isRetried: true },
  { title: 'answers 503', answer: (_n, response) => void response.writeHead(503).end(), isRetried: true },
  {
    title: 'answers 429',
    answer: (_n, response) =>
      void response.writeHead(429, { 'retry-after': '0' }).end('{"detail":"Rate limit exceeded"}'),
    isRetried: true,
  },
];
