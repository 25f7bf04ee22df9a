import root from '../../../package.json' with { type: 'json' };
import { runPnpm } from './packages.ts';

/** What is looked at of a CycloneDX document. */
export interface BillOfMaterials {
  bomFormat: string;
  metadata: { component: { name: string; version: string; purl: string; 'bom-ref': string } };
  components: { name: string; group?: string; version: string; purl: string }[];
  dependencies: { ref: string }[];
}

/** The packages in a service's image, from the lock file, in CycloneDX 1.6: the newest that most scanners read. */
export function createBillOfMaterials(service: string): BillOfMaterials {
  const args = ['--sbom-format', 'cyclonedx', '--sbom-spec-version', '1.6', '--sbom-type', 'application'];
  const text = runPnpm('sbom', ...args, '--prod', '--filter', `@monlight/${service}`);
  // Packages of the workspace have no versions of their own.
  const versioned = text.replaceAll(/(pkg:npm\/%40monlight\/[a-z-]+@)0\.0\.0/g, `$1${root.version}`);
  return JSON.parse(versioned, (_key, value: { group?: string } | null) =>
    value?.group === '@monlight' ? { ...value, version: root.version } : value,
  ) as BillOfMaterials;
}
