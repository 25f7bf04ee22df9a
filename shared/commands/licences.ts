import { writeFileSync } from 'node:fs';
import { composeLicenceFile } from './supply/licence-file.ts';
import { findOthers, readPackages } from './supply/packages.ts';

// Writes deploy/THIRD-PARTY-LICENCES, which the images carry. Refuses a package whose licence asks for more than its text.

const packages = readPackages();
for (const { name, version, licence } of findOthers(packages)) {
  process.stderr.write(`${name} ${version} has the licence ${licence}, which asks for more than its text\n`);
  process.exitCode = 1;
}
if (process.exitCode === undefined) {
  writeFileSync('deploy/THIRD-PARTY-LICENCES', composeLicenceFile(packages));
  process.stdout.write(`deploy/THIRD-PARTY-LICENCES: ${packages.length} packages\n`);
}
