import { Icon } from '@monlight/shared/ui/icon.tsx';
import { Popover } from '@monlight/shared/ui/popover.tsx';
import { addressOf } from '@monlight/shared/ui/root.ts';
import { filteredAddress, filterQuery } from '../view-state.ts';
import './export-menu.css';

const formats = [
  { format: 'text', words: 'Text', what: 'one line of time, container and level before each message' },
  { format: 'ndjson', words: 'NDJSON', what: 'one JSON object a line' },
];

/** Downloads everything that the filters leave. */
export function ExportMenu() {
  return (
    <Popover
      label="Export"
      buttonClass="button small"
      button={
        <>
          <Icon name="download" />
          Export
        </>
      }
    >
      {(close) => (
        <div class="export-menu">
          <p class="muted">All entries that the filters leave, oldest first.</p>
          {formats.map(({ format, words, what }) => (
            <a
              key={format}
              class="button"
              href={addressOf(filteredAddress('api/logs/export', filterQuery(), { format }))}
              download=""
              onClick={close}
            >
              {words} <span class="muted">{what}</span>
            </a>
          ))}
        </div>
      )}
    </Popover>
  );
}
