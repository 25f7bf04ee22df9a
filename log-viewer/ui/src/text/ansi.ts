import { paletteColor, type Rgb } from './ansi-colors.ts';

/** How a piece of text wants to look; `null` is the page's own colour. */
export interface AnsiStyle {
  color: Rgb | null;
  background: Rgb | null;
  isBold: boolean;
  isFaint: boolean;
  isItalic: boolean;
  isUnderlined: boolean;
  isInverse: boolean;
}

/** Text of one look. */
export interface Piece {
  text: string;
  style: AnsiStyle;
}

/** The look before anything was said about it. */
export const plainStyle: AnsiStyle = {
  color: null,
  background: null,
  isBold: false,
  isFaint: false,
  isItalic: false,
  isUnderlined: false,
  isInverse: false,
};

// ECMA-48: control sequences (of which only `m` is about looks), operating-system commands such as
// links and titles, and the two-character escapes.
const sequences = new RegExp(
  String.raw`\u001b(?:\[([0-?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-Z\\^-~])`,
  'g',
);

/** Text as it was written for a terminal, cut where its look changes. Nothing but colours and weight is kept. */
export function parseAnsi(text: string): Piece[] {
  if (!text.includes('\u001b')) return text === '' ? [] : [{ text, style: plainStyle }];
  const pieces: Piece[] = [];
  let style = plainStyle;
  let from = 0;
  const take = (until: number): void => {
    if (until > from) pieces.push({ text: text.slice(from, until), style });
  };
  for (const found of text.matchAll(sequences)) {
    take(found.index);
    from = found.index + found[0].length;
    if (found[2] === 'm') style = restyle(style, found[1] ?? '');
  }
  take(text.length);
  return pieces;
}

/** The text alone. */
export function stripAnsi(text: string): string {
  return text.includes('\u001b') ? text.replace(sequences, '') : text;
}

const switches: Record<number, Partial<AnsiStyle>> = {
  0: plainStyle,
  1: { isBold: true },
  2: { isFaint: true },
  3: { isItalic: true },
  4: { isUnderlined: true },
  7: { isInverse: true },
  21: { isUnderlined: true },
  22: { isBold: false, isFaint: false },
  23: { isItalic: false },
  24: { isUnderlined: false },
  27: { isInverse: false },
  39: { color: null },
  49: { background: null },
};

function restyle(style: AnsiStyle, parameters: string): AnsiStyle {
  const result = { ...style };
  const codes = parameters.split(';');
  for (let at = 0; at < codes.length; at++) {
    const [code = 0, ...inner] = (codes[at] ?? '').split(':').map(Number);
    if (code === 38 || code === 48) {
      // The older form spreads a colour over several parameters, the newer one puts colons between them.
      const rest = inner.length > 0 ? inner : codes.slice(at + 1, at + 5).map(Number);
      if (inner.length === 0) at += rest[0] === 2 ? 4 : 2;
      const color = extendedColor(rest);
      if (color) result[code === 38 ? 'color' : 'background'] = color;
    } else if (code in switches) {
      Object.assign(result, code === 4 && inner[0] === 0 ? switches[24] : switches[code]);
    } else {
      Object.assign(result, basicColor(code));
    }
  }
  return result;
}

function basicColor(code: number): Partial<AnsiStyle> {
  if (code >= 30 && code <= 37) return { color: paletteColor(code - 30) };
  if (code >= 40 && code <= 47) return { background: paletteColor(code - 40) };
  if (code >= 90 && code <= 97) return { color: paletteColor(code - 82) };
  if (code >= 100 && code <= 107) return { background: paletteColor(code - 92) };
  return {};
}

/** `5;n` of the palette, or `2;r;g;b`, which with colons may name a colour space before the red. */
function extendedColor([kind, ...values]: number[]): Rgb | null {
  if (kind === 5) return paletteColor(values[0] ?? -1);
  const [red, green, blue] = values.length > 3 && kind === 2 ? values.slice(-3) : values;
  if (kind !== 2 || ![red, green, blue].every((part) => part !== undefined && part >= 0 && part <= 255)) return null;
  return [red, green, blue] as Rgb;
}
