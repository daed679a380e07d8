import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { type KeyKeeping, makeKeyKeeping } from '../evidence/key-keeping.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import { partFolder } from '../quick-report/part-files.ts';
import { makeFirstKey, openClipKeys } from '../recordings/clip-keys.ts';
import { resealFolder, sealedFiles } from '../recordings/reseal-folder.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

const dayMs = 86_400_000;
const evidenceKey = 'evidence.key';
/** Sealed like recordings, each folder under a key of its own; the keys change together. */
const folders = [
  { folder: partFolder, key: 'quick-reports.key' },
  { folder: 'voices', key: 'voices.key' },
] as const;

/** The key that signs evidence packages, sealed by a key file of its own; whoever uses it asks for it here. */
export function evidenceKeeping({ settings, db, clock }: Ground): KeyKeeping {
  const path = join(settings.data, evidenceKey);
  const make = () => {
    if (existsSync(path)) return;
    mkdirSync(settings.data, { recursive: true, mode: 0o700 });
    makeFirstKey(path, clock.now());
  };
  return makeKeyKeeping({ db, clock, keys: { ...openClipKeys(path), make } });
}

/**
 * At the start and once a day: what lies under an old key is sealed anew, then that key goes. A key file that is gone is said
 * aloud and keeps only its own folder waiting.
 */
export function composeResealing(ground: Ground, chain: Pick<Chain, 'operations'>): DueTimer {
  const { settings, clock, log } = ground;
  const inData = (name: string): string => join(settings.data, name);
  const jobs = [
    ...folders.map(({ folder, key }) => ({
      key,
      run: async () => {
        const isUnused =
          !existsSync(inData(key)) && (await sealedFiles(inData(folder))).length === 0;
        if (isUnused) return;
        const sealed = await resealFolder(inData(folder), openClipKeys(inData(key)));
        if (sealed > 0) log.info({ folder, sealed }, 'sealed with the newest key');
      },
    })),
    { key: evidenceKey, run: evidenceKeeping(ground).settle },
  ];
  const tell = async (key: string, error: unknown): Promise<void> => {
    log.error({ err: error, key }, 'not sealed with the newest key');
    if (!(error instanceof Refusal)) return;
    const text = `密钥文件 ${key} 缺失或损坏：用它加密的内容暂时打不开。请放回这个文件，再重新启动服务。报警不受影响。`;
    await chain.operations.raise({ kind: 'key.missing', subject: key, text });
  };
  return makeDueTimer({
    ...{ name: 'resealing', clock, log, pollMs: dayMs },
    nextDue: async () => null,
    async run() {
      for (const { key, run } of jobs) {
        await run().then(
          () => chain.operations.clear('key.missing', key),
          (error: unknown) => tell(key, error),
        );
      }
      return false;
    },
  });
}
