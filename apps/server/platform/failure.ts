/**
 * A refusal of the platform: a code for programs and advice for the person who meets it.
 * Thrown only while starting, where nothing else can go on; running code returns refusals instead.
 */
export type PlatformFailure = Error & {
  readonly code: string;
  readonly advice: { readonly zh: string; readonly en: string };
};

export function platformFailure(options: {
  code: string;
  zh: string;
  en: string;
  detail?: string;
  cause?: unknown;
}): PlatformFailure {
  const detail = options.detail === undefined ? '' : `\n${options.detail}`;
  const error = new Error(`${options.code}: ${options.zh} / ${options.en}${detail}`, {
    cause: options.cause,
  });
  return Object.assign(error, {
    code: options.code,
    advice: { zh: options.zh, en: options.en },
  });
}

/** What the launcher and the migrator need of a logger; pino satisfies it. */
export type PlatformLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};
