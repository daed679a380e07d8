import pino from 'pino';

/** What parts of the terminal need of a log; in a browser it is the console. */
export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

const words: Record<number, string> = { 40: '注意 ', 50: '错误 ', 60: '错误 ' };

/** One readable line of a log record: clock time, message, the rest as name=value. */
export function readableLine(record: Record<string, unknown>): string {
  const { level, time, msg, err, ...rest } = record;
  const clock = new Date(Number(time)).toTimeString().slice(0, 8);
  const values = Object.entries(rest).map(([name, value]) =>
    typeof value === 'string' ? `${name}=${value}` : `${name}=${JSON.stringify(value)}`,
  );
  const fault = (err as { message?: string } | undefined)?.message;
  const tail = [...values, ...(fault === undefined ? [] : [`(${fault})`])].join(' ');
  return `${clock} ${words[Number(level)] ?? ''}${String(msg ?? '')}${tail ? `  ${tail}` : ''}\n`;
}

/**
 * The terminal's log, on standard error: readable lines, or JSON with ANYUAN_TERMINAL_LOG=json.
 * Standard output belongs to the detections of `--once`.
 */
export function makeLog(options: { quiet: boolean; json: boolean }): Log {
  const level = options.quiet ? 'warn' : 'info';
  const settings = { base: null, level } as const;
  if (options.json) return pino(settings, pino.destination({ dest: 2, sync: true }));
  return pino(settings, {
    write: (line: string) =>
      void process.stderr.write(readableLine(JSON.parse(line) as Record<string, unknown>)),
  });
}
