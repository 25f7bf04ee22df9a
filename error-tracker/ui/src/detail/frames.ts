import type { Frame } from '../group.ts';

/** What a traceback is shown as: single parts, and runs of library frames behind one line. */
export type Block = { kind: 'part'; frame: Frame } | { kind: 'folded'; frames: Frame[] };

/** Folds library frames that follow each other, unless there is nothing else to look at. */
export function foldLibraries(frames: Frame[]): Block[] {
  const folds = frames.some(({ kind }) => kind === 'application');
  const blocks: Block[] = [];
  for (const frame of frames) {
    const last = blocks.at(-1);
    if (frame.kind !== 'library' || !folds) blocks.push({ kind: 'part', frame });
    else if (last?.kind === 'folded') last.frames.push(frame);
    else blocks.push({ kind: 'folded', frames: [frame] });
  }
  return blocks;
}

/** A stretch of a frame's first line, and what it names. */
interface Piece {
  text: string;
  names: 'folder' | 'file' | 'line' | 'function' | null;
}

/** Cuts a frame's first line where its file, line and function stand in it. */
export function piecesOf(head: string, { file, line, function: name }: Frame): Piece[] {
  const marks: { at: number; text: string; names: Piece['names'] }[] = [];
  const fileAt = file ? head.indexOf(file) : -1;
  const fileEnd = fileAt < 0 ? 0 : fileAt + (file?.length ?? 0);
  if (file && fileAt >= 0) {
    const folder = file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    if (folder) marks.push({ at: fileAt, text: folder, names: 'folder' });
    marks.push({ at: fileAt + folder.length, text: file.slice(folder.length), names: 'file' });
  }
  const lineAt = line === null ? -1 : head.indexOf(String(line), fileEnd);
  if (lineAt >= 0) marks.push({ at: lineAt, text: String(line), names: 'line' });
  // Languages put the function before the place or after it; inside the path it would be a coincidence.
  const after = name ? head.indexOf(name, Math.max(fileEnd, lineAt + 1)) : -1;
  const before = name && fileAt > 0 ? head.slice(0, fileAt).indexOf(name) : -1;
  const nameAt = before >= 0 ? before : after;
  if (name && nameAt >= 0) marks.push({ at: nameAt, text: name, names: 'function' });
  return cut(head, marks);
}

function cut(head: string, marks: { at: number; text: string; names: Piece['names'] }[]): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { at, text, names } of marks.toSorted((a, b) => a.at - b.at)) {
    if (at < done) continue;
    if (at > done) pieces.push({ text: head.slice(done, at), names: null });
    pieces.push({ text, names });
    done = at + text.length;
  }
  if (done < head.length) pieces.push({ text: head.slice(done), names: null });
  return pieces;
}
