import { ClampedText } from '@monlight/shared/ui/clamped-text.tsx';
import type { Frame } from '../group.ts';
import { piecesOf } from './frames.ts';

/** A part of a traceback, word for word; in our own frames, place and code stand out. */
export function FrameText({ frame, exceptionType }: { frame: Frame; exceptionType: string }) {
  const { text, kind } = frame;
  if (kind === 'text') {
    return (
      <div class={isThrown(text, exceptionType) ? 'frame-text thrown' : 'frame-text'}>
        <ClampedText text={text} manyCharacters={1000} manyLines={40} what="text" />
      </div>
    );
  }
  const end = text.indexOf('\n');
  const head = end < 0 ? text : text.slice(0, end);
  const code = end < 0 ? '' : text.slice(end + 1);
  return (
    <div class="frame-text">
      <span class="frame-place">
        {piecesOf(head, frame).map(({ text: words, names }, index) =>
          names === null ? (
            words
          ) : (
            <span key={index} class={`frame-${names}`}>
              {words}
            </span>
          ),
        )}
      </span>
      {code && <Code text={code} />}
    </div>
  );
}

/** Source lines. Python's marks below them make no sense where lines are broken, so they can be left out. */
function Code({ text }: { text: string }) {
  return (
    <span class="frame-code">
      {text.split('\n').map((line, index) => (
        <span key={index} class={/^[\s^~]+$/.test(line) ? 'frame-carets' : ''}>{`\n${line}`}</span>
      ))}
    </span>
  );
}

/** Python prints the module before the type, other languages do not. */
function isThrown(text: string, exceptionType: string): boolean {
  const [type = ''] = text.trimStart().split(/[:\s(]/, 1);
  return type === exceptionType || type.endsWith(`.${exceptionType}`);
}
