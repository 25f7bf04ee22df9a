import type { Package } from './packages.ts';

const HEAD = `Monlight itself is under the licence in LICENSE. Its images hold the packages below, each under its own; Node and the
system that the images stand on bring theirs. This file is written by \`npm run licences\`.`;

const RULE = '-'.repeat(80);

/** The text of `deploy/THIRD-PARTY-LICENCES`: packages with the same licence text are listed above it, once. */
export function composeLicenceFile(packages: readonly Package[]): string {
  const byText = Map.groupBy(packages, toText);
  const sections = [...byText].map(([text, sharing]) => {
    const names = sharing.map(({ name, version, licence }) => `${name} ${version} (${licence})`);
    return [RULE, ...names, '', text].join('\n');
  });
  return `${[HEAD, ...sections].join('\n\n')}\n`;
}

function toText({ texts, licence, author }: Package): string {
  if (texts.length > 0) return texts.join('\n\n');
  return `It comes without a licence text; its package.json names the licence ${licence}${author && ` and the author ${author}`}.`;
}
