import { effect, type Signal, signal } from '@preact/signals';

/** A choice that this browser keeps: one of `options`, the first of which is the default. */
export function stored<Option extends string>(name: string, options: readonly [Option, ...Option[]]): Signal<Option> {
  const key = `monlight.${name}`;
  const kept = read(key);
  const choice = signal(options.find((option) => option === kept) ?? options[0]);
  effect(() => write(key, choice.value === options[0] ? null : choice.value));
  return choice;
}

// A browser that forbids storage throws here; then the choice lasts as long as the page.
function read(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, value);
  } catch {
    // See above.
  }
}
