/** What programs print, each kind in the pieces that it is written in; no two lines are ever alike. */
export function createTexts() {
  let count = 0;
  const next = () => `#${(count += 1)}.`;
  return {
    lines: (lines: number) => [Array.from({ length: lines }, () => `INFO request ${next()}`).join('\n')],
    burst: (lines: number) => [Array.from({ length: lines * 25 }, () => `INFO burst ${next()} <&> é`).join('\n')],
    /** Longer than two of Docker's pieces. */
    long: (words: number) => [Array.from({ length: 3500 + words * 20 }, next).join(' ')],
    json: () => [`{"level":"warn","msg":"${next()}","nested":{"quoted":"a \\"b\\" \\\\n"}}`],
    blank: (lines: number) => [`INFO ${next()}${'\n'.repeat(lines)}\n  ${next()}`],
    python: (frames: number) => [
      `ERROR failed ${next()}`,
      'Traceback (most recent call last):',
      ...Array.from({ length: 1 + (frames % 4) }, () => `  File "/app/main.py", line 1, in ${next()}\n    ${next()}`),
      `ValueError: bad ${next()}`,
    ],
    node: (frames: number) => [
      `Error: bad ${next()}`,
      Array.from({ length: 1 + (frames % 20) }, () => `    at work (${next()}js:1:1) {`).join('\n'),
      `  code: '${next()}'\n}`,
    ],
  };
}

/** See `createTexts`. */
export type Texts = ReturnType<typeof createTexts>;

/** A kind of text that programs print. */
export type TextKind = keyof Texts;
