import type { Level } from '../../level.ts';

/** PHP's `Fatal error:`, Go's `fatal error:` and their like, with PHP's own name or a time before. */
const ERROR_KIND = /^(?:\[[^\]]*\] )?(?:PHP )?(?:([Ff]atal)|Parse|Catchable fatal|Recoverable fatal) error: /;

/** Python's `app.py:3: UserWarning: `, Node's `(node:7) [DEP0040] DeprecationWarning: `, PHP's `PHP Deprecated: `. */
const WARNING =
  /^(?:\S+:\d+: |\(node:\d+\) (?:\[\w+\] )?|(?:\[[^\]]*\] )?(?:PHP )?)(?:[A-Z][A-Za-z]*Warning|Deprecated|Warning): /;

/** `TypeError: `, `java.lang.IllegalStateException: `, and the headers of Python and the JVM. */
const FAILURE =
  /^(?:Traceback \(most recent call last\):|Exception in thread |Unhandled exception|(?:Uncaught )?[A-Za-z_][\w.$]*(?:Error|Exception)(?:: |$))/;

/** Postgres says more about an entry in entries of their own; two blanks are its mark. */
const POSTGRES = /(?:^|[\s\])])(?:LOG|DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION|(DEBUG)[1-5]):  /;

/** The level of a kind of error that has a name of more than one word. */
export function errorKindLevel(head: string): Level | undefined {
  const kind = head.includes('rror: ') ? ERROR_KIND.exec(head) : null;
  if (!kind) return undefined;
  return kind[1] ? 'CRITICAL' : 'ERROR';
}

/** The level of what runtimes and Postgres print in words of their own. */
export function failureLevel(head: string): Level | undefined {
  if ((head.includes('Warning: ') || head.includes('Deprecated: ')) && WARNING.test(head)) return 'WARNING';
  if (head.includes(':  ')) {
    const postgres = POSTGRES.exec(head);
    if (postgres) return postgres[1] ? 'DEBUG' : 'INFO';
  }
  return FAILURE.test(head) ? 'ERROR' : undefined;
}
