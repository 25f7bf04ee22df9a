import type { Rolldown, UserConfig } from 'vite';
import { firstPaint } from './first-paint.ts';
import { precompress } from './precompress.ts';

/**
 * How a service's pages are built, from `folder` into its `dist`. Every address in them is relative,
 * so that they work below any path. `api` is the running service that the development server asks.
 */
export function pagesConfig(folder: string, api: string): UserConfig {
  return {
    base: './',
    root: folder,
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      // The first versions with `light-dark()`; for older ones every colour would be there twice.
      target: ['chrome123', 'firefox121', 'safari17.5'],
      // Browsers this new preload modules themselves, and the stand-in would be an inline script.
      modulePreload: { polyfill: false },
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: nameOfFirstFile }] } } },
    },
    plugins: [firstPaint(), precompress()],
    server: { proxy: { '/api': api } },
  };
}

/**
 * Puts all that a page begins with into one file. By itself the bundler would cut out what parts that are fetched later
 * have in common with it: many small files, which compress less well.
 */
function nameOfFirstFile(moduleId: string, modules: Rolldown.ChunkingContext): string | null {
  const importers = new Set([moduleId]);
  // The set grows while it is gone through; modules may import each other.
  for (const id of importers) {
    const module = modules.getModuleInfo(id);
    if (module?.isEntry) return 'page';
    for (const importer of module?.importers ?? []) importers.add(importer);
  }
  return null;
}
