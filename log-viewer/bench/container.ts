import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerLines } from './messages.ts';

const SLICE = 10_000;

/** A container's folder with messages in its log, which is seen only once it is `appear`ed. */
export function createContainer(containers: string, name: string, from: number, count: number) {
  // Else web-1 and web-10 were one.
  const id = `${name}-`.padEnd(64, '0');
  const hidden = join(containers, '..', `${id}.hidden`);
  const folder = join(containers, id);
  const file = `${id}-json.log`;
  mkdirSync(hidden, { recursive: true });
  const config = { ID: id, Name: `/${name}`, LogPath: join(folder, file), Created: new Date().toISOString() };
  writeFileSync(join(hidden, 'config.v2.json'), JSON.stringify(config));
  writeFileSync(join(hidden, file), '');
  for (let at = 0; at < count; at += SLICE) {
    appendFileSync(join(hidden, file), dockerLines(from + at, Math.min(SLICE, count - at), Date.now() - count));
  }
  return {
    appear: () => renameSync(hidden, folder),
    append: (text: string) => appendFileSync(join(folder, file), text),
  };
}
