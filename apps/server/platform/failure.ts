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

/** Why nobody can be listened to here, with the flag that changes it. */
export function listenFailure(
  cause: unknown,
  { host, port, flag }: { host: string; port: number; flag: string },
): unknown {
  const code = (cause as { code?: string }).code ?? '';
  if (code === 'EADDRINUSE') {
    return platformFailure({
      code: 'port.taken',
      zh: `端口 ${port} 已被占用，请停止占用它的程序（ss -ltnp 可查）或用 ${flag} 另选`,
      en: `port ${port} is taken: stop that program (see ss -ltnp) or choose another with ${flag}`,
      cause,
    });
  }
  if (code === 'EACCES') {
    return platformFailure({
      code: 'port.forbidden',
      zh: `端口 ${port} 需要 root 权限，请用 ${flag} 选择 1024 以上的端口`,
      en: `port ${port} needs root: choose one above 1024 with ${flag}`,
      cause,
    });
  }
  if (code !== 'EADDRNOTAVAIL' && code !== 'ENOTFOUND') return cause;
  return platformFailure({
    code: 'host.unknown',
    zh: `本机没有地址 ${host}，请检查 --host`,
    en: `this machine has no address ${host}: check --host`,
    cause,
  });
}

/** What the launcher and the migrator need of a logger; pino satisfies it. */
export type PlatformLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};
