import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { locate, parseTraceback } from '../../src/ingest/traceback.ts';

/** Each is repeated up to the length of the longest report: what makes a careless parser go over its text again. */
const hostile = [
  '\n',
  ' ',
  '\r',
  '\u001b[',
  '\u001b[1m\n',
  '(',
  '(((((\n',
  '1',
  '9:9\n',
  '|\n',
  'x',
  'File "',
  '  File "\n',
  '  File "/a.py", line 1\n',
  'File "", line ',
  '", line ',
  'Traceback (most recent call last):\n',
  '  + Exception Group Traceback (most recent call last):\n',
  '    | x\n  +-+---- 1 ----\n',
  '  + Exception Group Traceback (most recent call last):\n  |   File "/a.py", line 1\n  +-+-\n',
  'at ',
  'at \n',
  '    at f (',
  '    at ((((((((((\n',
  '    at f (/a.js:1:2)\n',
  '    at f (eval at f (eval at f (\n',
  'eval at (',
  '@',
  'abc@/b:1:2\n',
  'a*b*c*@',
  'http://',
  'http://a:1:2\n',
  ' line 1 > eval',
  '\tat a.b(',
  '\tat a.b(C.java:1)\n',
  '\tat java.a.b(C.java:1)\n',
  '   at A.B() in /a.cs:line 1\n',
  '   at A.B() in ',
  ':line 1',
  '   --- End of inner exception stack trace ---\n',
  '---> (Inner Exception #1)\n',
  '  at A.B () [0x0] in <0>:0\n',
  '\t/a.go:1 +0x1\n',
  '\t.go:1.go:1.go:1',
  ' .s:1 +0x',
  'goroutine 1 [running]:\n\t/a/b.go:1\n',
  'panic(1)\n\t/a/b.go:1\n',
  ":in '",
  "/a.rb:1:in 'b'\n",
  "1: from /a.rb:1:in 'b'\n",
  '#0 (1(1(1(1',
  '#0 /a.php(1): b()\n',
  ' in /a.php:1\n',
  'Next \n',
  ') : ',
  'stack backtrace:\n',
  'stack backtrace:\n  0: a::b\n',
  '  0: a\n    at a.rs:1:2\n',
  "thread 'a' panicked at ",
  "', ",
];

describe('the time that a traceback takes', () => {
  for (const piece of hostile) {
    it(`grows with its length, whatever it holds: ${JSON.stringify(piece)}`, () => {
      const part = fill(piece, 4 * 1024);
      const whole = fill(piece, 256 * 1024);

      // Going over the text again for each line or character takes up to 64 times as long for the whole. Collecting its
      // garbage, on a busy machine, has been seen to take five times as long.
      for (const read of [locate, parseTraceback]) {
        const ratio = cost(() => read(whole), 1) / cost(() => read(part), 64);
        assert.ok(ratio < 16, `${read.name} took ${ratio.toFixed(1)} times as long as for as much text in 64 parts`);
      }
    });
  }
});

function fill(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

/** The processor's time in microseconds: the least of several, for what else the machine does only ever adds. */
function cost(run: () => unknown, times: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const start = process.threadCpuUsage();
    for (let time = 0; time < times; time++) run();
    least = Math.min(least, process.threadCpuUsage(start).user);
  }
  // A clock that ticks slower than the parser reads makes both the same.
  return Math.max(least, 1000);
}
