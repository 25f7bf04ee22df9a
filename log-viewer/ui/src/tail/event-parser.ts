/** One message of a server's event stream. */
export interface StreamEvent {
  event: string;
  data: string;
  id: string | null;
}

/** Reads an event stream piece by piece (WHATWG HTML, section 9.2.6); `take` gets each message that is complete. */
export function createEventParser(take: (message: StreamEvent) => void): (text: string) => void {
  let rest = '';
  let message: StreamEvent = { event: '', data: '', id: null };
  const readLine = (line: string): void => {
    if (line === '') {
      if (message.data !== '') take({ ...message, event: message.event || 'message' });
      message = { event: '', data: '', id: null };
      return;
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line.charAt(colon + 1) === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') message.data += message.data === '' ? value : `\n${value}`;
    else if (name === 'event' || name === 'id') message[name] = value;
  };
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) readLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  };
}
