import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';

/** An entry's message. */
export interface Message {
  id: number;
  message: string;
}

/** Three packs of this many bytes fill a page of SQLite's; packs of half as many messages would take a tenth more. */
const PACK_BYTES = 1280;
/** Whoever reads one message unpacks all of them. */
const MAX_CHARACTERS = 32 * 1024;
const MAX_MESSAGES = 256;
/** So many are deleted in one step, which takes some 2 ms. */
const FORGOTTEN_PACKS = 500;
/** What compression makes of a log's text, until it is known of this log. */
const USUAL_SHARE = 0.3;
/** No message contains it. */
const SEPARATOR = '\0';
/** Room for most that goes in or out at once. Not a size that Node takes from buffers which others have a part of, nor that of one of those. */
const ZLIB_BYTES = 48 * 1024;

/** Messages, compressed together as soon as they are enough for that. Written inside a transaction. */
export function createMessageStore(db: Database) {
  const putPack = db.prepare<[number, Buffer]>('INSERT OR REPLACE INTO packs (last_id, messages) VALUES (?, ?)');
  const forgetPacks = db.prepare<[number, number]>(
    'DELETE FROM packs WHERE last_id IN (SELECT last_id FROM packs WHERE last_id < ? ORDER BY last_id LIMIT ?)',
  );
  const putUnpacked = db.prepare<[number, string]>('INSERT OR REPLACE INTO unpacked (id, message) VALUES (?, ?)');
  const forgetUnpacked = db.prepare<[number]>('DELETE FROM unpacked WHERE id <= ?');

  let unpacked = db.prepare<[], Message>('SELECT id, message FROM unpacked ORDER BY id').all();
  let share = USUAL_SHARE;

  /** How many of the unpacked messages from one on fill a pack; 0 when they do not. */
  function lengthOfPack(from: number): number {
    const enough = Math.min(PACK_BYTES / share, MAX_CHARACTERS);
    let characters = 0;
    for (let at = from; at < unpacked.length; at += 1) {
      characters += unpacked[at]?.message.length ?? 0;
      if (characters >= enough || at - from + 1 === MAX_MESSAGES) return at - from + 1;
    }
    return 0;
  }

  function pack(messages: readonly Message[]): void {
    const text = messages.map(({ message }) => message).join(SEPARATOR);
    const length = put(messages.at(-1)?.id ?? 0, text);
    share = length / Math.max(text.length, length);
  }

  /** Stores a pack and tells how long it is. */
  function put(lastId: number, text: string): number {
    // The quickest: what a slower one would save is a twentieth.
    const packed = deflateRawSync(text, { level: 1, chunkSize: ZLIB_BYTES });
    const { length } = packed;
    putPack.run(lastId, packed);
    release(packed);
    return length;
  }

  return {
    /** Stores messages of new entries, which follow those stored before. */
    append: (messages: readonly Message[]): void => {
      const known = unpacked.length;
      unpacked = [...unpacked, ...messages];
      let from = 0;
      for (let length = lengthOfPack(0); length > 0; length = lengthOfPack(from)) {
        pack(unpacked.slice(from, from + length));
        from += length;
      }
      if (known > 0 && from > 0) forgetUnpacked.run(unpacked[from - 1]?.id ?? 0);
      for (const { id, message } of unpacked.slice(Math.max(from, known))) putUnpacked.run(id, message);
      unpacked = unpacked.slice(from);
    },
    /** Gives an entry another message. */
    replace: (id: number, message: string): void => {
      const found = unpacked.find((each) => each.id === id);
      if (found) {
        found.message = message;
        putUnpacked.run(id, message);
        return;
      }
      const { firstId, messages } = readPack(db, id);
      if (!(id - firstId in messages)) return;
      messages[id - firstId] = message;
      put(firstId + messages.length - 1, messages.join(SEPARATOR));
    },
    /**
     * Forgets some of the messages before an entry, but those that are in one pack with its own.
     *
     * @returns whether there may be more of them
     */
    forgetBefore: (firstId: number): boolean => forgetPacks.run(firstId, FORGOTTEN_PACKS).changes === FORGOTTEN_PACKS,
  };
}

/**
 * Finds messages by id, but those of partitions that are not packed. For one transaction: it keeps the pack that it looked
 * into last, which is the next one's too when messages are asked for in order.
 */
export function createMessageReader(db: Database): (id: number) => string {
  const readUnpacked = statement<[number], string>(db, 'SELECT message FROM unpacked WHERE id = ?').pluck();
  let pack: Pack = { firstId: 0, messages: [] };
  return (id) => {
    if (id < pack.firstId || id >= pack.firstId + pack.messages.length) pack = readPack(db, id);
    return pack.messages[id - pack.firstId] ?? readUnpacked.get(id) ?? '';
  };
}

interface Pack {
  firstId: number;
  messages: string[];
}

/** The pack that an entry is in; an empty one when it is in none. */
function readPack(db: Database, id: number): Pack {
  const row = statement<[number], { lastId: number; messages: Buffer }>(
    db,
    'SELECT last_id AS lastId, messages FROM packs WHERE last_id >= ? ORDER BY last_id LIMIT 1',
  ).get(id);
  if (!row) return { firstId: 0, messages: [] };
  const messages = inflate(row.messages).split(SEPARATOR);
  return { firstId: row.lastId - messages.length + 1, messages };
}

function inflate(packed: Buffer): string {
  try {
    const text = inflateRawSync(packed, { chunkSize: ZLIB_BYTES });
    const messages = text.toString();
    release(text);
    return messages;
  } catch (cause) {
    // The code by which a damaged file is told.
    throw Object.assign(new Error('a pack of messages is damaged', { cause }), { code: 'SQLITE_CORRUPT_PACK' });
  }
}

/**
 * Frees what zlib has written to. Its objects outlive every collection but a full one, and hold it until then: some 10 MiB when
 * a thread begins to export.
 */
function release({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === ZLIB_BYTES) buffer.transfer(0);
}
