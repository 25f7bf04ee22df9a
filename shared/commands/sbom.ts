import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from './services.ts';
import { createBillOfMaterials } from './supply/bill-of-materials.ts';

// Writes which packages each image holds: `<service>.cdx.json`, into `sbom/` or the folder that is named.

const [, , folder = 'sbom'] = process.argv;
mkdirSync(folder, { recursive: true });
for (const { name } of SERVICES) {
  const bill = createBillOfMaterials(name);
  const file = join(folder, `${name}.cdx.json`);
  writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
  process.stdout.write(`${file}: ${bill.components.length} packages\n`);
}
