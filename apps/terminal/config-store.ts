import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  defaultTerminalConfig,
  type TerminalConfig,
  terminalConfigSchema,
} from '@anyuan/contracts/terminal.ts';
import { readJson, writeDurably } from './durable-file.ts';
import type { Log } from './log.ts';

/** Settings pushed by the server, kept over restarts. */
export interface ConfigStore {
  current(): TerminalConfig;
  /** Takes pushed settings. False, and nothing changes, when they are not valid. */
  take(value: unknown): Promise<boolean>;
}

export async function openConfigStore(options: { dir: string; log: Log }): Promise<ConfigStore> {
  const { log } = options;
  const path = join(options.dir, 'config.json');
  const kept = terminalConfigSchema.safeParse(await readJson(path));
  let current = kept.success ? kept.data : defaultTerminalConfig;
  return {
    current: () => current,
    async take(value) {
      const parsed = terminalConfigSchema.safeParse(value);
      if (!parsed.success) {
        const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
        log.warn({ where }, '服务器下发的设置无效，沿用旧设置  invalid settings ignored');
        return false;
      }
      // Retained: it comes again with every connection.
      if (isDeepStrictEqual(current, parsed.data)) return true;
      current = parsed.data;
      log.info({ version: current.version, place: current.place }, '设置已更新  settings taken');
      await writeDurably({ path, data: JSON.stringify(current) }).catch((error: Error) =>
        log.warn({ err: error }, '设置未能存盘  settings could not be written'),
      );
      return true;
    },
  };
}
