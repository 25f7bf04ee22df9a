/** Whether what goes by this name must not be kept. */
export type IsSecret = (name: string) => boolean;

/** Put in place of what is secret. */
export const SCRUBBED = '[scrubbed]';

/** The SDKs' list. A name of several words stands here as one. */
const SECRET_WORDS = [
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
const SECRET_ALONE = 'pin';

/** An application has some dozens of names; what comes with names made of data must not fill the memory. */
const REMEMBERED = 500;
const REMEMBERED_CHARACTERS = 64;

/**
 * Judges names by their words, as the SDKs do: `auth_token`, `X-Amz-Signature` and `userPassword` are secret, `author`
 * and `keyboard` are not. Takes time in proportion to the name.
 *
 * @param own names that are secret beside the usual ones, in any spelling
 */
export function createIsSecret(own: readonly string[] = []): IsSecret {
  const ownWords = own.map(toWords);
  const secret = new Set([...SECRET_WORDS, ...ownWords.map((words) => words.join(''))]);
  // `api_access_key` has three words; what is joined to more than any name on the list has is on no list.
  const longest = Math.max(2, ...ownWords.map((words) => words.length));
  const known = new Map<string, boolean>();

  function judge(words: readonly string[]): boolean {
    const [first = ''] = words;
    if (words.length === 1) return first === SECRET_ALONE || secret.has(first);
    for (let from = 0; from < words.length; from += 1) {
      let joined = '';
      for (let at = from; at < words.length && at < from + longest; at += 1) {
        joined += words[at];
        if (secret.has(joined)) return true;
      }
    }
    return false;
  }

  return (name) => {
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    const isSecret = judge(toWords(name));
    if (known.size >= REMEMBERED) known.clear();
    if (name.length <= REMEMBERED_CHARACTERS) known.set(name, isSecret);
    return isSecret;
  };
}

/** `APIKey`, `api-key` and `api key` are `api`, `key`. */
function toWords(name: string): string[] {
  // Most names are one word, and take a tenth of the time.
  if (/^[a-z\d]+$/.test(name)) return [name];
  return name
    .replace(/(\p{Ll}|\p{N})(?=\p{Lu})/gu, '$1 ')
    .replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1 ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
