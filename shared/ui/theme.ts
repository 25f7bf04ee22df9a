import { effect, signal } from '@preact/signals';
import { stored } from './stored.ts';

/** What a person chose: the system's theme, or one of the two for good. */
export const theme = stored('theme', ['system', 'light', 'dark']);

const prefersDark = matchMedia('(prefers-color-scheme: dark)');

/** Rises whenever other colours count: what is painted by hand must be painted again. */
export const paletteVersion = signal(0);

effect(() => {
  if (theme.value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme.value;
  paletteVersion.value = paletteVersion.peek() + 1;
});
prefersDark.addEventListener('change', () => (paletteVersion.value += 1));

/** The colour that a token such as `--accent` stands for right now, as a canvas understands it; 1 is opaque. */
export function colorOf(token: string, opacity = 1): string {
  const probe = document.createElement('span');
  probe.style.color = `color-mix(in srgb, var(${token}) ${opacity * 100}%, transparent)`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
