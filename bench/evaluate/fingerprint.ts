import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { shippedSettings } from './listeners.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Code that what is heard depends on. */
const folders = ['packages/core/detection/'];
const files = [
  'apps/terminal/detect.ts',
  'apps/terminal/detect-settings.ts',
  'apps/terminal/sound-branch.ts',
  'apps/terminal/capture/resample.ts',
  'apps/terminal/capture/wav.ts',
  ...[
    'health',
    'listeners',
    'room-tone',
    'sound-file',
    'stream-resampler',
    'teacher',
    'wav-stream',
  ].map((name) => `bench/evaluate/${name}.ts`),
];

/** Changes when the detector, its settings or the way files are fed to it change. */
export function detectorFingerprint(): string {
  const own = folders.flatMap((folder) =>
    readdirSync(root + folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .sort()
      .map((name) => folder + name),
  );
  const hash = createHash('sha256').update(JSON.stringify(shippedSettings()));
  for (const file of [...own, ...files]) hash.update(readFileSync(root + file));
  return hash.digest('hex').slice(0, 12);
}
