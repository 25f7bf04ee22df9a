import { useSignal } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import './virtual-rows.css';

interface Properties {
  count: number;
  /** Pixels of every row but the expanded one, which is as high as it wants to be. */
  rowHeight: number;
  /** The row that is expanded, or -1. */
  expandedRow: number;
  /** A row, and the first and the last one that are rendered with it. */
  row: (index: number, from: number, to: number) => ComponentChildren;
  /** Called with the first and the last row that are rendered. */
  onShow: (from: number, to: number) => void;
  onScroll: (top: number) => void;
  scroller: RefObject<HTMLDivElement | null>;
  label: string;
  isBusy: boolean;
}

/** Rows beyond the edges that are rendered as well, so that quick scrolling finds some. */
const spareRows = 8;

/** Any number of rows, of which only those in sight are in the page. */
export function VirtualRows(properties: Properties) {
  const { count, rowHeight, expandedRow, row, onShow, onScroll, scroller, label, isBusy } = properties;
  const top = useSignal(0);
  const height = useSignal(600);
  const extra = useExpandedExtra(scroller, expandedRow, rowHeight);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const measure = new ResizeObserver(() => (height.value = box.clientHeight));
    measure.observe(box);
    height.value = box.clientHeight;
    return () => measure.disconnect();
  }, []);

  const rowAt = (pixels: number): number => {
    const beyond = expandedRow >= 0 && pixels > (expandedRow + 1) * rowHeight;
    return Math.floor((beyond ? Math.max(pixels - extra, expandedRow * rowHeight) : pixels) / rowHeight);
  };
  const from = Math.max(0, Math.min(rowAt(top.value), count - 1) - spareRows);
  const to = Math.min(count - 1, rowAt(top.value + height.value) + spareRows);
  useEffect(() => onShow(from, to));

  const offset = from * rowHeight + (expandedRow >= 0 && expandedRow < from ? extra : 0);
  const whole = count * rowHeight + (expandedRow >= 0 ? extra : 0);
  const shown = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => row(from + index, from, to));
  return (
    <div
      ref={scroller}
      class="virtual-rows"
      role="feed"
      aria-label={label}
      aria-busy={isBusy}
      style={{ '--row-height': `${rowHeight}px` }}
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop;
        onScroll(currentTarget.scrollTop);
      }}
    >
      <div class="virtual-whole" style={{ height: `${whole}px` }}>
        <div class="virtual-part" style={{ transform: `translateY(${offset}px)` }}>
          {shown}
        </div>
      </div>
    </div>
  );
}

/** How much higher the expanded row is than others; what was measured last counts while it is out of sight. */
function useExpandedExtra(scroller: RefObject<HTMLDivElement | null>, expandedRow: number, rowHeight: number): number {
  const extra = useSignal(0);
  const observed = useRef<Element | null>(null);
  const observer = useRef<ResizeObserver | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current?.querySelector('.entry.expanded') ?? null;
    if (element === observed.current) return;
    observed.current = element;
    observer.current?.disconnect();
    if (!element) return;
    const measure = (): void => {
      extra.value = Math.max(0, element.getBoundingClientRect().height - rowHeight);
    };
    observer.current = new ResizeObserver(measure);
    observer.current.observe(element);
    measure();
  });
  useEffect(() => () => observer.current?.disconnect(), []);
  return expandedRow < 0 ? 0 : extra.value;
}
