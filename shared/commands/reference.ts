import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Description } from './reference/description.ts';
import { writeReference } from './reference/markdown.ts';
import { withService } from './reference/running-service.ts';
import { SERVICES } from './services.ts';

// Writes each service's API.md from what the service, started on an empty database, says of itself.

for (const { name } of SERVICES) {
  await withService(name, async (ask) => {
    const { body } = await ask('GET', '/api/openapi.json');
    const file = fileURLToPath(new URL(`../../${name}/API.md`, import.meta.url));
    writeFileSync(file, await writeReference(name, body as Description, ask));
    process.stdout.write(`wrote ${name}/API.md\n`);
  });
}
