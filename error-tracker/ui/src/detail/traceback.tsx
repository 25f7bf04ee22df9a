import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { CopyButton } from '@monlight/shared/ui/copy-button.tsx';
import { plural } from '@monlight/shared/ui/format.ts';
import { isPrinting } from '@monlight/shared/ui/is-printing.ts';
import type { Frame } from '../group.ts';
import { FrameText } from './frame-text.tsx';
import { type Block, foldLibraries } from './frames.ts';
import './traceback.css';

interface Properties {
  traceback: string;
  frames: Frame[];
  /** To recognise the line that says what was thrown. */
  exceptionType: string;
  heading: ComponentChildren;
}

/** A traceback: our own frames stand out, library frames are folded; the plain text is a click away. */
export function Traceback({ traceback, frames, exceptionType, heading }: Properties) {
  const wantsAll = useSignal(false);
  const isRaw = useSignal(false);
  const showsAll = wantsAll.value || isPrinting.value;
  const blocks = foldLibraries(frames);
  const canFold = blocks.some(({ kind }) => kind === 'folded');
  if (traceback === '') return <p class="traceback-none">This report came without a traceback.</p>;
  return (
    <div class="traceback">
      <div class="traceback-head">
        {heading}
        {canFold && !isRaw.value && (
          <button
            type="button"
            class="button small"
            aria-pressed={wantsAll.value}
            onClick={() => (wantsAll.value = !wantsAll.value)}
          >
            Show all frames
          </button>
        )}
        <button
          type="button"
          class="button small"
          aria-pressed={isRaw.value}
          onClick={() => (isRaw.value = !isRaw.value)}
        >
          Raw
        </button>
        <CopyButton text={traceback} what="the traceback" />
      </div>
      {isRaw.value ? (
        <pre class="traceback-raw" data-keys="" tabIndex={0} aria-label="Traceback, raw">
          {traceback}
        </pre>
      ) : (
        <Blocks key={String(showsAll)} blocks={blocks} isOpen={showsAll} exceptionType={exceptionType} />
      )}
    </div>
  );
}

/** More than anyone reads at once; the ends matter most. */
const mostBlocks = 300;

function Blocks({ blocks, isOpen, exceptionType }: { blocks: Block[]; isOpen: boolean; exceptionType: string }) {
  const isWhole = useSignal(false);
  const cutsAt = isWhole.value || isPrinting.value || blocks.length <= mostBlocks ? blocks.length : mostBlocks / 2;
  const rest = cutsAt === blocks.length ? [] : blocks.slice(-mostBlocks / 2);
  const show = (block: Block, index: number) => (
    <BlockItem key={index} block={block} isOpen={isOpen} exceptionType={exceptionType} />
  );
  return (
    <ol class="frames mono">
      {blocks.slice(0, cutsAt).map(show)}
      {rest.length > 0 && (
        <li>
          <button type="button" class="link-button" onClick={() => (isWhole.value = true)}>
            Show {plural(blocks.length - mostBlocks, 'more part')}
          </button>
        </li>
      )}
      {rest.map((block, index) => show(block, blocks.length - rest.length + index))}
    </ol>
  );
}

function BlockItem({ block, isOpen, exceptionType }: { block: Block; isOpen: boolean; exceptionType: string }) {
  if (block.kind === 'part') {
    return (
      <li class={`frame ${block.frame.kind}`}>
        <FrameText frame={block.frame} exceptionType={exceptionType} />
      </li>
    );
  }
  return (
    <li class="frame foreign">
      <Folded frames={block.frames} isOpen={isOpen} exceptionType={exceptionType} />
    </li>
  );
}

function Folded({ frames, isOpen, exceptionType }: { frames: Frame[]; isOpen: boolean; exceptionType: string }) {
  const isUnfolded = useSignal(isOpen);
  return (
    <details open={isUnfolded.value} onToggle={(event) => (isUnfolded.value = event.currentTarget.open)}>
      <summary>{plural(frames.length, 'library frame')}</summary>
      {isUnfolded.value &&
        frames.map((frame, index) => <FrameText key={index} frame={frame} exceptionType={exceptionType} />)}
    </details>
  );
}
