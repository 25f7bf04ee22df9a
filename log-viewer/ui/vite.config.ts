import { pagesConfig } from '@monlight/shared/ui/vite-config.ts';
import { defineConfig } from 'vite';

/** The log viewer's page. */
export default defineConfig(pagesConfig(import.meta.dirname, 'http://127.0.0.1:5011'));
