import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

/** A request and its response. */
interface Exchange {
  /** What is called once it is over; null from then on. */
  ends: (() => void)[] | null;
  /** Whether more than its limits wait for that. */
  isWork: boolean;
}

/** Stands on the response itself: a WeakMap of what lives this shortly makes garbage collections longer. */
const EXCHANGE = Symbol('exchange');
type TrackedResponse = ServerResponse & { [EXCHANGE]?: Exchange };

const underWay = new WeakMap<Socket, Set<Exchange>>();

/**
 * Calls back once when a request is answered or its connection is gone.
 *
 * A response that waits behind others on its connection hears nothing of the connection's end, so the connection is asked too.
 */
export function whenOver({ raw }: FastifyReply, run: () => void): void {
  add(raw, run).isWork = true;
}

/** As `whenOver`, for what a request is counted by from its first line on; that alone is no work on its connection. */
export function whenResponseOver(response: ServerResponse, run: () => void): void {
  add(response, run);
}

/** Whether something is under way on a connection that `whenOver` waits for. */
export function isAtWork(socket: Socket): boolean {
  return (
    underWay
      .get(socket)
      ?.values()
      .some(({ isWork }) => isWork) ?? false
  );
}

function add(response: TrackedResponse, run: () => void): Exchange {
  const known = response[EXCHANGE];
  if (known === undefined) return (response[EXCHANGE] = begin(response, run));
  if (known.ends === null) setImmediate(run);
  else known.ends.push(run);
  return known;
}

function begin(response: ServerResponse, run: () => void): Exchange {
  // Of those that wait behind others there are many, which have no more than this one end: an empty list would make room for 17.
  const exchange: Exchange = { ends: [run], isWork: false };
  const { socket } = response.req;
  if (socket.destroyed) {
    setImmediate(end, exchange);
    return exchange;
  }
  const exchanges = underWay.get(socket) ?? watch(socket);
  exchanges.add(exchange);
  response.once('close', () => {
    exchanges.delete(exchange);
    end(exchange);
  });
  return exchange;
}

function end(exchange: Exchange): void {
  const { ends } = exchange;
  exchange.ends = null;
  for (const run of ends ?? []) run();
}

function watch(socket: Socket): Set<Exchange> {
  const exchanges = new Set<Exchange>();
  underWay.set(socket, exchanges);
  socket.once('close', () => {
    for (const exchange of exchanges) end(exchange);
    exchanges.clear();
  });
  return exchanges;
}
