import { SECOND_MS } from './time.ts';

/** How much of a service its clients may take, all together, and how long one may take it. */
export interface Limits {
  /** Open connections. */
  connections: number;
  /** Requests that are being answered at once on one connection. */
  pipelined: number;
  /** Requests that wait behind others on their connection. */
  waiting: number;
  /** Requests that are being answered. */
  requests: number;
  /** Bytes of large bodies that are in memory together; at least one body's limit. */
  bodyRoomBytes: number;
  /** Bytes of large answers that are on their way together. */
  answerRoomBytes: number;
  /** Requests to read that are begun in one turn of the event loop, before what they have in memory is counted. */
  questionsPerTurn: number;
  /** How long a large body may wait until there is room. */
  bodyWaitMs: number;
  /** How long a large body may take once there is: others wait for it. */
  bodyReadMs: number;
  /** How long a request's head may take. */
  headersMs: number;
  /** How long a request may take with its body. */
  requestMs: number;
  /** How long a connection may stand still while it is answered. */
  stalledMs: number;
  /** How often is looked for who takes too long. */
  lookEveryMs: number;
}

/** Those of every service, made for the 64 MiB in which each is deployed. */
export const LIMITS: Limits = {
  // Far more than a team's programs and browsers open; idle, all of them take 6 MiB.
  connections: 512,
  // Browsers send one after the other.
  pipelined: 32,
  // Each takes some 4 KiB. One read of 64 KiB from a client that shows its key brings up to a thousand.
  waiting: 1250,
  requests: 256,
  bodyRoomBytes: 1024 * 1024,
  answerRoomBytes: 2 * 1024 * 1024,
  questionsPerTurn: 1,
  bodyWaitMs: 20 * SECOND_MS,
  bodyReadMs: 10 * SECOND_MS,
  headersMs: 10 * SECOND_MS,
  requestMs: 30 * SECOND_MS,
  // Longer than Fastify keeps a connection that is idle: clients are told that they may use it until then.
  stalledMs: 90 * SECOND_MS,
  lookEveryMs: 2 * SECOND_MS,
};
