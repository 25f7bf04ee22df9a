import { parse } from 'secure-json-parse';
import { InvalidJson } from './errors.ts';

/** `__proto__` and `constructor.prototype` keys are dropped: nobody sends them in good faith. */
const DROPPED = { protoAction: 'remove', constructorAction: 'remove' } as const;

/**
 * Reads a request's JSON.
 *
 * @param bytes known to be UTF-8
 * @throws InvalidJson, since the parser's own message quotes the body, and ours is part of the API
 */
export function parseJson(bytes: Buffer): unknown {
  try {
    return parse(bytes.toString('utf8'), null, DROPPED);
  } catch {
    throw new InvalidJson();
  }
}
