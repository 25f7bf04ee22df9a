import { decide, type Frame, type Mark } from './language.ts';
import { skipBlanks } from './location.ts';

/** How wide the `  | ` is that Python draws before the lines of an exception group; 0 for a line without. */
export function marginOf(line: string): number {
  const at = skipBlanks(line);
  return line[at] === '|' ? Math.min(at + 2, line.length) : 0;
}

/**
 * Which frame names an exception group that a traceback ends with.
 *
 * Where all exceptions inside were raised at one place, that place: the group is only a wrapper, as it is round the
 * handler of a web framework, and it must not matter whether one task or three met the same fault. Where they were
 * raised at several, the group's own traceback: which of them are there, and in which order, is chance.
 */
export function decideExceptionGroup(marks: readonly Mark[], lines: readonly string[]): Frame | undefined {
  const [own, ...leaves] = splitGroup(marks, lines);
  const [place, ...others] = leaves.map((leaf) => decide('last', [leaf]));
  const isOnePlace = others.every((other) => other?.file === place?.file && other?.line === place?.line);
  return place && isOnePlace ? place : decide('last', [own, ...leaves, marks]);
}

/** The marks of the last group's own traceback, then those of each exception inside that is not a group itself. */
function splitGroup(marks: readonly Mark[], lines: readonly string[]): [own: Mark[], ...leaves: Mark[][]] {
  const start = lines.findLastIndex((line) => line.startsWith('+ Exception Group Traceback', skipBlanks(line)));
  const sections: [Mark[], ...Mark[][]] = [[]];
  let section = sections[0];
  let next = marks.findIndex(({ from }) => from >= start);
  for (let at = Math.max(start, 0); at < lines.length; at++) {
    const line = lines[at] ?? '';
    const text = skipBlanks(line);
    if (line.startsWith('+-', text)) {
      // `+-+---` goes one level down: what came before it was the traceback of a group inside.
      if (line.startsWith('+-+-', text) && sections.length > 1 && sections.at(-1) === section) sections.pop();
      section = [];
    }
    const mark = marks[next];
    if (mark?.from !== at) continue;
    // An exception that was never raised has no frames.
    if (section.length === 0 && section !== sections[0]) sections.push(section);
    section.push(mark);
    next++;
  }
  return sections;
}
