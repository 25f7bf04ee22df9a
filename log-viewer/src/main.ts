import { runService } from '@monlight/shared/lifecycle';
import { service } from './service.ts';

await runService(service, new URL('./', import.meta.url));
