import type { Log } from '@anyuan/terminal/log.ts';

/** The terminal's log, in the console of the browser. */
function line(level: 'info' | 'warn' | 'error') {
  return (about: unknown, message?: string) => {
    const isText = typeof about === 'string';
    console[level](isText ? about : (message ?? ''), isText ? '' : JSON.stringify(about));
  };
}

export const browserLog: Log = {
  debug: () => undefined,
  info: line('info'),
  warn: line('warn'),
  error: line('error'),
  fatal: line('error'),
};
