import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { CopyButton } from './copy-button.tsx';
import { isId } from './is-id.ts';
import { isPrinting } from './is-printing.ts';
import './json-view.css';

interface Properties {
  value: unknown;
  /** Levels that are open to begin with. */
  openLevels?: number;
  /** How names and values are shown, where parts of them are to stand out. */
  show?: (text: string) => ComponentChildren;
}

/** JSON, indented, with objects and lists that fold. What is folded is not in the page at all. */
export function JsonView({ value, openLevels = 2, show = (text) => text }: Properties) {
  return (
    <div class="json-view mono">
      <Node value={value} openLevels={openLevels} show={show} />
    </div>
  );
}

const longList = 100;

/** What has lines, such as a stack, is read line by line. */
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim().includes('\n');

function Node({ name, value, openLevels, show }: Required<Properties> & { name?: string }) {
  const isUnfolded = useSignal(openLevels > 0);
  const isOpen = isUnfolded.value || isPrinting.value;
  const isWhole = useSignal(false);
  const label = name === undefined ? null : <span class="json-name">{show(name)}: </span>;
  if (typeof value !== 'object' || value === null) {
    return (
      <div class="json-leaf">
        {label}
        {isText(value) ? (
          <div class="json-string json-text">{show(value)}</div>
        ) : (
          <span class={`json-${value === null ? 'null' : typeof value}`}>{show(JSON.stringify(value))}</span>
        )}
        {name !== undefined && isId(name) && (typeof value === 'string' || typeof value === 'number') && (
          <CopyButton text={`${value}`} what={name} isBare />
        )}
      </div>
    );
  }

  const entries = Object.entries(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    return (
      <div class="json-leaf">
        {label}
        {open}
        {close}
      </div>
    );
  }
  const shown = isWhole.value ? entries : entries.slice(0, longList);
  return (
    <details open={isOpen} onToggle={(event) => (isUnfolded.value = event.currentTarget.open)}>
      <summary>
        {label}
        {isOpen ? open : `${open} ${entries.length} ${close}`}
      </summary>
      {isOpen && (
        <>
          {shown.map(([key, child]) => (
            <Node
              key={key}
              {...(Array.isArray(value) ? {} : { name: key })}
              value={child}
              openLevels={openLevels - 1}
              show={show}
            />
          ))}
          {shown.length < entries.length && (
            <button type="button" class="link-button" onClick={() => (isWhole.value = true)}>
              {entries.length - shown.length} more
            </button>
          )}
          <div class="json-close">{close}</div>
        </>
      )}
    </details>
  );
}
