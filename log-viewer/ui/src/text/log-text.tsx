import { type AnsiStyle, parseAnsi, plainStyle } from './ansi.ts';
import { readableColor, readableOn, toCss } from './ansi-colors.ts';
import { hitsIn } from './hits.ts';
import { type Segment, toSegments } from './segments.ts';
import './log-text.css';

/** Text of an entry with its terminal colours, and with what was searched for marked. */
export function LogText({ text }: { text: string }) {
  const pieces = parseAnsi(text);
  const hits = hitsIn.value(pieces.map((piece) => piece.text).join(''));
  return toSegments(pieces, hits).map((segment, index) => <Part key={index} {...segment} />);
}

function Part({ text, style, isHit }: Segment) {
  const content = isHit ? <mark>{text}</mark> : text;
  if (style === plainStyle) return <>{content}</>;
  return (
    <span class={classesOf(style)} style={colorsOf(style)}>
      {content}
    </span>
  );
}

function classesOf({ isBold, isFaint, isItalic, isUnderlined }: AnsiStyle): string {
  const classes = [
    isBold && 'ansi-bold',
    isFaint && 'ansi-faint',
    isItalic && 'ansi-italic',
    isUnderlined && 'ansi-underline',
  ];
  return classes.filter(Boolean).join(' ');
}

// Set by script on each element, which the page's policy allows, unlike an attribute in HTML.
function colorsOf({ color, background, isInverse }: AnsiStyle): Record<string, string> {
  const ground = isInverse ? color : background;
  const ink = isInverse ? background : color;
  if (ground) return { color: readableOn(ink, ground), backgroundColor: toCss(ground) };
  if (isInverse) return { color: 'var(--surface)', backgroundColor: 'var(--text)' };
  return ink ? { color: readableColor(ink) } : {};
}
