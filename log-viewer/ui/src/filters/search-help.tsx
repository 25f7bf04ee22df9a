import { Popover } from '@monlight/shared/ui/popover.tsx';
import './search-help.css';

const language = [
  ['timeout redis', 'both words, in any order'],
  ['"connection refused"', 'the words in this order'],
  ['timeout OR refused', 'one of them at least'],
  ['error NOT health', 'without the second word'],
  ['time*', 'words that begin like this'],
  ['(get OR post) /api/x', 'parentheses group; all other punctuation is meant as it is'],
] as const;

/** Explains the search language. */
export function SearchHelp() {
  return (
    <Popover label="How to search" buttonClass="button icon-only" button={<HelpMark />}>
      {() => (
        <div class="search-help">
          <h2>Search</h2>
          <dl>
            {language.map(([example, meaning]) => (
              <div key={example}>
                <dt>
                  <code>{example}</code>
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </Popover>
  );
}

function HelpMark() {
  return (
    <>
      <span aria-hidden="true">?</span>
      <span class="visually-hidden">How to search</span>
    </>
  );
}
