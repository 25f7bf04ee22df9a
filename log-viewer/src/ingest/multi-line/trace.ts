/** A failure as one runtime prints it, inside an entry. */
export interface Trace {
  /** True when a line that is neither indented nor blank belongs to the failure; it is then part of it. */
  takes(line: string): boolean;
  /** Hears of an indented line, which belongs to the entry in any case. */
  indented(line: string): void;
  /** Hears of a blank line, which belongs to the entry in any case. */
  blank(): void;
  /** Whether the runtime is known to print more. */
  isOpen(): boolean;
}

/** Begins a failure with its first line; undefined for every other line. */
export type OpenTrace = (line: string) => Trace | undefined;
