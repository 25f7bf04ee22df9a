import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/** What stands in every page before its script has run. Held by a test to what `header.tsx` makes of it then. */
const FRAME = `<div class="layout">
        <header class="header not-yet">
          <a class="brand" href="./">
            <svg class="brand-mark" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
              <path fill="currentColor" d="M11.6 2A8 8 0 1 0 18 11.9 6.6 6.6 0 0 1 11.6 2Z" />
            </svg>
            <span class="brand-name">Monlight</span>
          </a>
        </header>
      </div>`;

/** Lets the page's frame be painted as soon as its styles are there, in the chosen theme, without waiting for its script. */
export function firstPaint(): Plugin {
  return {
    name: 'first-paint',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle }) => {
        const theme = Object.values(bundle ?? {}).find(({ fileName }) => fileName.includes('first-theme'));
        return html
          .replace('<script type="module"', (module) => `<script src="./${theme?.fileName}"></script>\n    ${module}`)
          .replace('<div id="app"></div>', () => `<div id="app">${FRAME.replaceAll(/\n\s+/g, '')}</div>`);
      },
    },
    async buildStart() {
      const source = await readFile(new URL('first-theme.js', import.meta.url));
      this.emitFile({ type: 'asset', name: 'first-theme.js', source });
    },
  };
}
