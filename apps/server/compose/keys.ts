import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type KeyKeeping, makeKeyKeeping } from '../evidence/key-keeping.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import { partFolder } from '../quick-report/part-files.ts';
import { makeFirstKey, openClipKeys } from '../recordings/clip-keys.ts';
import { resealFolder } from '../recordings/reseal-folder.ts';
import type { Ground } from './ground.ts';

const dayMs = 86_400_000;
/** Sealed like recordings, each folder under a key of its own; the keys change together. */
const folders = [
  { folder: partFolder, key: 'quick-reports.key' },
  { folder: 'voices', key: 'voices.key' },
] as const;

/** The key that signs evidence packages, sealed by a key file of its own; whoever uses it asks for it here. */
export function evidenceKeeping({ settings, db, clock }: Ground): KeyKeeping {
  const path = join(settings.data, 'evidence.key');
  const make = () => {
    if (existsSync(path)) return;
    mkdirSync(settings.data, { recursive: true, mode: 0o700 });
    makeFirstKey(path, clock.now());
  };
  return makeKeyKeeping({ db, clock, keys: { ...openClipKeys(path), make } });
}

/** At the start and once a day: what lies under an old key is sealed anew, then that key goes. */
export function composeResealing(ground: Ground): DueTimer {
  const { settings, clock, log } = ground;
  const evidence = evidenceKeeping(ground);
  const reseal = async ({ folder, key }: (typeof folders)[number]): Promise<void> => {
    const path = join(settings.data, key);
    if (!existsSync(path)) return;
    const sealed = await resealFolder(join(settings.data, folder), openClipKeys(path));
    if (sealed > 0) log.info({ folder, sealed }, 'sealed with the newest key');
  };
  return makeDueTimer({
    ...{ name: 'resealing', clock, log, pollMs: dayMs },
    nextDue: async () => null,
    async run() {
      // A key that is gone keeps only its own folder waiting.
      const done = await Promise.allSettled([...folders.map(reseal), evidence.settle()]);
      for (const one of done)
        if (one.status === 'rejected')
          log.error({ err: one.reason }, 'not sealed with the newest key');
      return false;
    },
  });
}
