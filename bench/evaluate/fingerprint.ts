import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { shippedSettings } from './listeners.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Code that the way files are fed, their levels and the teacher's answers depend on. */
const feed = [
  'packages/core/detection/frames.ts',
  'packages/core/detection/level.ts',
  'apps/terminal/capture/resample.ts',
  'apps/terminal/capture/wav.ts',
  'apps/terminal/capture/plain-wav.ts',
  'apps/terminal/capture/sound-file.ts',
  'apps/terminal/capture/stream-resampler.ts',
  'apps/terminal/capture/wav-stream.ts',
  ...['health', 'listeners', 'room-tone', 'teacher'].map((name) => `bench/evaluate/${name}.ts`),
];

/** Code that what our detector hears depends on beside that. */
const folders = ['packages/core/detection/', 'packages/core/words/'];
const files = [
  'apps/terminal/detect.ts',
  'apps/terminal/detect-settings.ts',
  'apps/terminal/sound-branch.ts',
  'apps/terminal/sound-looks.ts',
  'apps/terminal/words-branch.ts',
  'apps/terminal/words-model.ts',
  'apps/terminal/words-net.ts',
  'packages/contracts/phrases.ts',
  'apps/terminal/words-net.ts',
  'apps/terminal/models/words.json',
];

/** Changes when a kind of listener, or the way files are fed to it, changes. */
export interface Fingerprints {
  /** The detector and its settings. */
  detector: string;
  /** The teacher, and what is noted about a file itself. */
  feed: string;
}

export function makeFingerprints(): Fingerprints {
  const own = folders.flatMap((folder) =>
    readdirSync(root + folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .sort()
      .map((name) => folder + name),
  );
  const settings = JSON.stringify(shippedSettings());
  return { detector: hashOf([...own, ...files, ...feed], settings), feed: hashOf(feed, '') };
}

function hashOf(paths: readonly string[], text: string): string {
  const hash = createHash('sha256').update(text);
  for (const path of paths) hash.update(readFileSync(root + path));
  return hash.digest('hex').slice(0, 12);
}
