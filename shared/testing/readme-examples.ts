/** A command of a README and what the README says that it prints. */
export interface Example {
  command: string;
  prints: string;
}

const WITH_ANSWER = /^(curl .*?\n)((?:^# [^\n]*\n)+)/gms;

/** The `curl` commands in a README's `sh` blocks; the comment lines below each are what it prints. */
export function readExamples(readme: string): Example[] {
  return shellBlocks(readme).flatMap((block) =>
    [...block.matchAll(WITH_ANSWER)].map(([, command = '', comment = '']) => ({
      command,
      prints: comment.replace(/^# /gm, '').trim(),
    })),
  );
}

/** All other lines of a README's `sh` blocks, without comments. */
export function readOtherLines(readme: string): string[] {
  return shellBlocks(readme)
    .flatMap((block) => block.replace(WITH_ANSWER, '').split('\n'))
    .map((line) => line.replace(/(^|\s+)#.*$/, '').trim())
    .filter((line) => line !== '');
}

function shellBlocks(readme: string): string[] {
  return [...readme.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
}
