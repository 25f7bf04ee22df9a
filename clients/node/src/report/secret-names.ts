import { cut } from './cut.ts';

/** Whether what goes by this name must not leave the application. */
export type IsSecret = (name: string) => boolean;

/** Put in place of what is secret. */
export const SCRUBBED = '[scrubbed]';

const WORDS = [
  'authorization',
  'cookie',
  'password',
  'passwd',
  'pwd',
  'secret',
  'token',
  'apikey',
  'accesskey',
  'privatekey',
  'session',
  'sessionid',
  'csrf',
  'xsrf',
  'signature',
  'credential',
  'credentials',
  'auth',
  'jwt',
  'otp',
  'cvv',
  'cardnumber',
  'iban',
  'ssn',
];
/** Too common a part of other names. */
const WHOLE_NAMES = new Set(['pin']);
const MAX_NAME = 200;
/** Names come from code, so they are few; but some come from data. */
const MAX_REMEMBERED = 1000;

/**
 * Judges names by their words: `auth_token`, `X-Amz-Signature` and `userPassword` are secret, `author` and
 * `keyboard` are not.
 */
export function createIsSecret(scrubKeys: readonly string[] = []): IsSecret {
  const words = new Set([...WORDS, ...scrubKeys.map((key) => toWords(key).join(''))]);
  words.delete('');
  const known = new Map<string, boolean>();

  return (name) => {
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    const isSecret = judge(toWords(name), words);
    if (known.size >= MAX_REMEMBERED) known.clear();
    if (name.length <= MAX_NAME) known.set(name, isSecret);
    return isSecret;
  };
}

function judge(parts: readonly string[], words: ReadonlySet<string>): boolean {
  if (WHOLE_NAMES.has(parts.join(''))) return true;
  for (let from = 0; from < parts.length; from++) {
    let joined = '';
    // No name on the list has more than a few words.
    for (let until = from; until < Math.min(parts.length, from + 6); until++) {
      joined += parts[until];
      if (words.has(joined)) return true;
    }
  }
  return false;
}

/** `APIKey`, `api-key` and `api key` are `api`, `key`. */
function toWords(name: string): string[] {
  return cut(name, MAX_NAME)
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
