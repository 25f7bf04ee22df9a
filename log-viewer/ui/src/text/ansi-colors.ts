/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The sixteen names that a terminal's theme fills in. */
const basic: Rgb[] = [
  [0, 0, 0],
  [205, 49, 49],
  [13, 148, 103],
  [190, 140, 20],
  [36, 114, 200],
  [188, 63, 188],
  [17, 148, 185],
  [170, 170, 170],
  [118, 118, 118],
  [241, 76, 76],
  [35, 190, 120],
  [220, 190, 60],
  [59, 142, 234],
  [214, 112, 214],
  [41, 184, 219],
  [250, 250, 250],
];

const step = (position: number): number => (position === 0 ? 0 : 55 + position * 40);

/** Colour `index` of the 256 that xterm knows: the basic ones, a cube of 6 × 6 × 6, and 24 greys. */
export function paletteColor(index: number): Rgb | null {
  if (!Number.isInteger(index) || index < 0 || index > 255) return null;
  if (index < 16) return basic[index] ?? null;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const place = index - 16;
  return [step(Math.floor(place / 36)), step(Math.floor(place / 6) % 6), step(place % 6)];
}

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];
/** What rows lie on when a pointer is over them, the hardest case of either theme. */
const grounds: { light: Rgb; dark: Rgb } = { light: [237, 240, 253], dark: [32, 38, 64] };

/** WCAG 2 asks for 4.5; a little more is left for what is laid over a row. */
const leastContrast = 4.6;

/** The colour for text on the page's own ground, made lighter or darker until it can be read in either theme. */
export function readableColor(color: Rgb): string {
  return `light-dark(${toCss(readable(color, grounds.light))}, ${toCss(readable(color, grounds.dark))})`;
}

/** The colour for text on a ground of its own. */
export function readableOn(color: Rgb | null, ground: Rgb): string {
  return toCss(readable(color ?? opposite(ground), ground));
}

/** A colour as CSS has it. */
export function toCss([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** How far two colours are apart, from 1 to 21, as WCAG 2 reckons it. */
export function contrast(one: Rgb, other: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((left, right) => left - right);
  return (lighter + 0.05) / (darker + 0.05);
}

function opposite(ground: Rgb): Rgb {
  return contrast(ground, white) >= contrast(ground, black) ? white : black;
}

function readable(color: Rgb, ground: Rgb): Rgb {
  const goal = opposite(ground);
  for (let share = 0; share < 1; share += 0.1) {
    const mixed = color.map((part, index) => Math.round(part + ((goal[index] ?? 0) - part) * share)) as unknown as Rgb;
    if (contrast(mixed, ground) >= leastContrast) return mixed;
  }
  return goal;
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
