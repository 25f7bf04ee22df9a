/** Every icon of the pages: strokes on a 16 × 16 field. */
const paths = {
  alert: 'M8 5.5v3M8 11h.01M7 2.6 1.6 12a1.2 1.2 0 0 0 1 1.8h10.8a1.2 1.2 0 0 0 1-1.8L9 2.6a1.2 1.2 0 0 0-2 0Z',
  apart: 'M2.5 8h11M8 1.5V5m-2-2 2 2 2-2M8 14.5V11m-2 2 2-2 2 2',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  bell: 'M12 6.5a4 4 0 0 0-8 0c0 4-1.5 5-1.5 5h11s-1.5-1-1.5-5M6.8 13.5a1.4 1.4 0 0 0 2.4 0',
  chart: 'M2.5 2.5v11h11M5 10l3-3.5 2 2 3.5-4.5',
  check: 'm3.5 8.5 3 3 6-7',
  clock: 'M8 4.5V8l2.2 1.6M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z',
  close: 'm4 4 8 8m0-8-8 8',
  copy: 'M6 5.5h7v8H6zM3.5 10.5H3v-8h7V3',
  download: 'M8 2.5v8m-3-3 3 3 3-3M3 13.5h10',
  filter: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  next: 'M6.5 3.5 11 8l-4.5 4.5',
  play: 'M5 3v10l8-5Z',
  refresh: 'M13.5 8a5.5 5.5 0 1 1-1.6-3.9L13.5 5.7M13.5 2.2v3.5H10',
  search: 'm13.5 13.5-3-3M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Z',
  settings:
    'M2.5 4.5h6M12 4.5h1.5M2.5 11.5H4M7.5 11.5h6M10.2 6.3a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6ZM5.8 13.3a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
  signOut: 'M6 2.5H3v11h3M10.5 11l3-3-3-3M13 8H6.5',
  table: 'M2.5 3h11v10h-11zM2.5 6.5h11M2.5 9.75h11M6.5 6.5V13',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof paths;

/** An icon beside words or in a named button; silent for assistive technology. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" fill="none">
      <path d={paths[name]} stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
