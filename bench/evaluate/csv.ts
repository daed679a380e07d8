/**
 * Reads comma-separated values after RFC 4180: quoted fields may hold commas, quotes (doubled) and
 * line breaks; LF, CRLF and a byte order mark are taken. Blank lines are left out.
 */
export function parseCsvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const end = () => {
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  // One field and what ends it: a comma, a line break, or the end of the text.
  const field = /(?:"((?:[^"]|"")*)"?|([^",\r\n][^,\r\n]*|))(,|\r\n|\r|\n|$)/y;
  field.lastIndex = text.startsWith('\ufeff') ? 1 : 0;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) throw new Error(`bad CSV in row ${rows.length + 1}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') end();
    else if (field.lastIndex === text.length) row.push('');
  }
  if (row.length > 0) end();
  return rows;
}

export type CsvRecord = Record<string, string>;

/**
 * Rows by the names in the first line; a missing field is ''.
 *
 * @throws Error when a column of `needed` is missing or the text is no CSV.
 */
export function parseCsv(text: string, needed: readonly string[]): CsvRecord[] {
  const [head = [], ...rows] = parseCsvRows(text);
  const names = head.map((name) => name.trim());
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new Error(`缺少列 / missing columns: ${missing.join(', ')}`);
  }
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ''])));
}
