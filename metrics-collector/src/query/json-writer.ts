/** Characters that are collected before they become bytes. */
const PIECE = 32_768;

/**
 * Writes JSON piece by piece: of a list of thousands only the element that is just written is there as an object.
 *
 * @example
 * json.open('{', { name }); json.key('data'); json.open('['); json.value(1); json.close(']'); json.close('}');
 */
export function createJsonWriter() {
  const pieces: Buffer[] = [];
  let text = '';
  /** What goes before the next value or key. */
  let before = '';

  function put(piece: string): void {
    text += before + piece;
    before = '';
    if (text.length >= PIECE) toBytes();
  }

  function toBytes(): void {
    if (text !== '') pieces.push(Buffer.from(text));
    text = '';
  }

  return {
    /** Begins a list, or an object with these fields as its first. */
    open: (bracket: '[' | '{', fields: Record<string, unknown> = {}): void => {
      const inside = JSON.stringify(fields).slice(1, -1);
      put(bracket + inside);
      before = inside === '' ? '' : ',';
    },
    close: (bracket: ']' | '}'): void => {
      before = '';
      put(bracket);
      before = ',';
    },
    /** A field's name; its value comes next. */
    key: (name: string): void => put(`${JSON.stringify(name)}:`),
    value: (value: unknown): void => {
      put(JSON.stringify(value));
      before = ',';
    },
    /** Elements of a list that are JSON already, with a comma between each two. */
    elements: (written: Buffer): void => {
      if (written.length === 0) return;
      put('');
      toBytes();
      pieces.push(written);
      before = ',';
    },
    /** Everything that was written. */
    bytes: (): Buffer => {
      toBytes();
      return Buffer.concat(pieces);
    },
  };
}

export type JsonWriter = ReturnType<typeof createJsonWriter>;
