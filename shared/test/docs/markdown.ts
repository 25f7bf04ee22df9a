/** A link or a picture in a text, and the line that it is on. */
export interface Link {
  target: string;
  line: number;
  isImage: boolean;
}

/** All links and pictures of a Markdown text, those in its HTML too, and not what is code. */
export function linksOf(markdown: string): Link[] {
  return withoutCode(markdown)
    .split('\n')
    .flatMap((text, index) =>
      [
        ...text.matchAll(
          /(!?)\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)|<(img|source|a)\b[^>]*?\b(?:src|srcset|href)="([^"]+)"/g,
        ),
      ].map(([, mark, target, tag, attribute]) => ({
        target: target ?? attribute ?? '',
        line: index + 1,
        isImage: mark === '!' || tag === 'img' || tag === 'source',
      })),
    );
}

/** The anchors of a Markdown text's headings, as GitHub makes them. */
export function anchorsOf(markdown: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...withoutBlocks(markdown).matchAll(/^#{1,6} +(.*?) *#*$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) => {
      const anchor = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_\- ]/gu, '')
        .replaceAll(' ', '-');
      const before = seen.get(anchor) ?? 0;
      seen.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    }),
  );
}

/** The code blocks of one language. */
export function blocksOf(markdown: string, language: string): string[] {
  const pattern = new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\``, 'gms');
  return [...markdown.matchAll(pattern)].map(([, block = '']) => block);
}

/** The rows of the first table below a heading of the second level, cells trimmed; the heading of the table left out. */
export function tableBelow(markdown: string, heading: string): string[][] {
  const [, section = ''] = markdown.split(`\n## ${heading}\n`);
  const rows = section.split('\n## ')[0]?.match(/^\|.*\|$/gm) ?? [];
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Code goes, its lines stay, so that line numbers do. */
function withoutCode(markdown: string): string {
  return withoutBlocks(markdown).replace(/`[^`\n]*`/g, '');
}

function withoutBlocks(markdown: string): string {
  return markdown.replace(/^ *```.*?^ *```/gms, (block) => block.replace(/[^\n]/g, ''));
}
