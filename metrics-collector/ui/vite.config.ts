import { pagesConfig } from '@monlight/shared/ui/vite-config.ts';
import { defineConfig } from 'vite';

/** The metrics collector's pages. */
export default defineConfig(pagesConfig(import.meta.dirname, 'http://127.0.0.1:5012'));
