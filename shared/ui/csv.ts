/** Something to write into a cell; null leaves it empty. */
export type CsvCell = string | number | null;

/** Rows as RFC 4180 has them. */
export function toCsv(rows: CsvCell[][]): string {
  return rows.map((row) => `${row.map(toField).join(',')}\r\n`).join('');
}

function toField(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // Spreadsheets take a text that begins like this for a formula, and it may be anybody's. Which characters begin a
  // cell is a matter of the country: where the comma is for decimals, a semicolon does.
  const inner = cell.replaceAll(/([;\t\r\n])(?=[=+\-@＝＋－＠])/g, "$1'");
  const text = /^[=+\-@＝＋－＠\t\r\n]/.test(inner) ? `'${inner}` : inner;
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hands a text to the browser to save. */
export function saveText(text: string, fileName: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // Not at once: the download begins only after this.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
