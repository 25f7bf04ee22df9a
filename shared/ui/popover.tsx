import { useSignal } from '@preact/signals';
import type { ComponentChildren, TargetedToggleEvent } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import './popover.css';

interface Properties {
  /** What the button shows. */
  button: ComponentChildren;
  buttonClass?: string;
  /** The panel's name for assistive technology. */
  label: string;
  /** Rendered while open; `close` shuts the panel and gives the focus back. */
  children: (close: () => void) => ComponentChildren;
  /** Takes care of opening from elsewhere. */
  id?: string;
}

/** A button with a panel under it. The browser's own popover: Escape and a click outside close it. */
export function Popover({ button, buttonClass = 'button', label, children, id }: Properties) {
  const madeUp = useId();
  const panelId = id ?? madeUp;
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const isOpen = useSignal(false);

  // The content comes before the panel opens, and goes only after it has closed: by then the browser
  // has taken the focus back to the button.
  const follow = ({ newState }: TargetedToggleEvent<HTMLDivElement>): void => {
    isOpen.value = newState === 'open';
  };
  useLayoutEffect(() => {
    if (isOpen.value && opener.current && panel.current) place(panel.current, opener.current);
  }, [isOpen.value]);

  return (
    <>
      <button
        ref={opener}
        type="button"
        class={buttonClass}
        popovertarget={panelId}
        aria-expanded={isOpen.value}
        aria-haspopup="dialog"
      >
        {button}
      </button>
      <div
        ref={panel}
        id={panelId}
        class="popover"
        popover="auto"
        role="dialog"
        aria-label={label}
        onBeforeToggle={(event) => event.newState === 'open' && follow(event)}
        onToggle={follow}
      >
        {isOpen.value && children(() => panel.current?.hidePopover())}
      </div>
    </>
  );
}

/** Opens the popover with that id. */
export function openPopover(id: string): void {
  document.getElementById(id)?.showPopover();
}

const gapPx = 6;
const marginPx = 8;

/** Under the button, towards the side with more room, inside the window. */
function place(panel: HTMLElement, opener: HTMLElement): void {
  const { left, right, bottom } = opener.getBoundingClientRect();
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const alignsLeft = left + right < width;
  const lowest = height - panel.offsetHeight - marginPx;
  panel.style.top = `${Math.max(Math.min(bottom + gapPx, lowest), marginPx)}px`;
  panel.style.left = alignsLeft ? `${Math.max(left, marginPx)}px` : 'auto';
  panel.style.right = alignsLeft ? 'auto' : `${Math.max(width - right, marginPx)}px`;
}
