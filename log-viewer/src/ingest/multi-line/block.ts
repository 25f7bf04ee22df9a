const CLOSING = /^[}\])][}\]),;]*(?: ?[{[(])?\s*$/;

/** Whether a line ends with a bracket that a later line closes: pretty-printed JSON, an inspected object. */
export function opensBlock(line: string): boolean {
  const last = line.charAt(line.length - 1);
  return last === '{' || last === '[' || last === '(';
}

/** Whether a line is nothing but the bracket that ends a block, and maybe another that begins the next. */
export function closesBlock(line: string): boolean {
  return CLOSING.test(line);
}
