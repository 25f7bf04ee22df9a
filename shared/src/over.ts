import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import { ClientGone } from './errors.ts';

/** A request and its response. */
interface Exchange {
  /** What is called once it is over; null from then on. */
  ends: (() => void)[] | null;
  /** Whether more than its limits wait for that. */
  isWork: boolean;
  /** What is under way on its connection. */
  connection: Exchange[];
}

/** Stands on the response itself: a WeakMap of what lives this shortly makes garbage collections longer. */
const EXCHANGE = Symbol('exchange');
type TrackedResponse = ServerResponse & { [EXCHANGE]?: Exchange };

/** Of each connection in the order in which it is answered. */
const underWay = new WeakMap<Socket, Exchange[]>();

/**
 * Calls back once when a request is answered or its connection is gone.
 *
 * A response that waits behind others on its connection hears nothing of the connection's end, so the connection is asked too.
 */
export function whenOver({ raw }: FastifyReply, run: () => void): void {
  add(raw, run).isWork = true;
}

/** Aborts when `whenOver` would call back, with `ClientGone`: by then whatever is still under way for it is of no use. */
export function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  whenOver(reply, () => controller.abort(new ClientGone()));
  return controller.signal;
}

/** As `whenOver`, for what a request is counted by from its first line on; that alone is no work on its connection. */
export function whenResponseOver(response: ServerResponse, run: () => void): void {
  add(response, run);
}

/** Whether something is under way on a connection that `whenOver` waits for. */
export function isAtWork(socket: Socket): boolean {
  return underWay.get(socket)?.some(({ isWork }) => isWork) ?? false;
}

function add(response: TrackedResponse, run: () => void): Exchange {
  const known = response[EXCHANGE];
  if (known === undefined) return (response[EXCHANGE] = begin(response, run));
  if (known.ends === null) setImmediate(run);
  else known.ends.push(run);
  return known;
}

function begin(response: ServerResponse, run: () => void): Exchange {
  const { socket } = response.req;
  const connection = underWay.get(socket) ?? watch(socket);
  // Of those that wait behind others there are many, which have no more than this one end: an empty list would make room for 17.
  const exchange: Exchange = { ends: [run], isWork: false, connection };
  if (socket.destroyed) {
    setImmediate(end, exchange);
    return exchange;
  }
  connection.push(exchange);
  // One function for all of them: each request's own would be more for the garbage collector to carry.
  response.on('close', endOfResponse);
  return exchange;
}

function endOfResponse(this: TrackedResponse): void {
  const exchange = this[EXCHANGE] as Exchange;
  const { connection } = exchange;
  const place = connection.indexOf(exchange);
  if (place >= 0) connection.splice(place, 1);
  end(exchange);
}

function end(exchange: Exchange): void {
  const { ends } = exchange;
  exchange.ends = null;
  for (const run of ends ?? []) run();
}

function watch(socket: Socket): Exchange[] {
  const connection: Exchange[] = [];
  underWay.set(socket, connection);
  socket.once('close', () => {
    for (const exchange of connection.splice(0)) end(exchange);
  });
  return connection;
}
