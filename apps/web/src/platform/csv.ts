/** A cell that a spreadsheet would run as a formula is made text: names and reasons come from outside. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** CSV with a byte order mark, so that Excel reads Chinese; lines end with CRLF (RFC 4180). */
export function toCsv(
  head: readonly string[],
  rows: readonly (string | number | null)[][],
): string {
  const lines = [head, ...rows].map((row) => row.map(cell).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}
