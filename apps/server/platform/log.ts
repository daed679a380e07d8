import pino from 'pino';

export type Log = pino.Logger;

/**
 * Keys whose values are personal or secret. Logs say which alarm, terminal or account id; never who, so that a log
 * can be handed to anybody who helps.
 */
const personalKeys = [
  'name',
  'displayName',
  'personName',
  'phone',
  'mobile',
  'email',
  'idNumber',
  'address',
  'password',
  'passwordHash',
  'token',
  'secret',
  'credential',
  'code',
  'totp',
  'cookie',
  'authorization',
  'endpoint',
  'smtpUrl',
  'databaseUrl',
  'mqttUrl',
];

/** Removed at the top and two levels down. Log an error's code as `errorCode`, never as `code`. */
const redactedPaths = personalKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** Structured log lines on standard output: ISO time, level as a word, no personal data. */
export function makeLog(options: { level: string; destination?: pino.DestinationStream }): Log {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: redactedPaths, censor: '[removed]' },
    serializers: { err: serializeError, req: serializeRequest },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

/** PostgreSQL puts the offending row into `detail` and `where`; an address bar may carry a token. */
function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, cause } = error as Error & { code?: unknown };
  return {
    type: error.constructor.name,
    message: error.message,
    ...(code === undefined ? {} : { errorCode: code }),
    stack: error.stack,
    ...(cause instanceof Error ? { cause: cause.message } : {}),
  };
}

function serializeRequest(request: { method?: string; url?: string }): object {
  return { method: request.method, path: request.url?.split('?')[0] };
}
