/** Characters that are collected before they become bytes. */
const PIECE = 32_768;

/**
 * JSON as bytes of a buffer of their own. Generators in it are lists, of which each element is made, written and forgotten: a list
 * of thousands is never there as objects.
 */
export function toJsonBytes(value: unknown): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  let text = '';
  for (const piece of write(value)) {
    text += piece;
    if (text.length < PIECE) continue;
    pieces.push(Buffer.from(text));
    text = '';
  }
  pieces.push(Buffer.from(text));
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function* write(value: unknown): Generator<string> {
  if (isList(value)) {
    yield* writeBetween('[', value, ']', write);
  } else if (typeof value === 'object' && value !== null && Object.values(value).some(isList)) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    yield* writeBetween('{', fields, '}', function* writeField([name, field]) {
      yield `${JSON.stringify(name)}:`;
      yield* write(field);
    });
  } else yield JSON.stringify(value);
}

function* writeBetween<T>(
  open: string,
  values: Iterable<T>,
  close: string,
  writeOne: (value: T) => Generator<string>,
): Generator<string> {
  let before = open;
  for (const value of values) {
    yield before;
    yield* writeOne(value);
    before = ',';
  }
  yield before === open ? open + close : close;
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
