import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { bestScores } from '@anyuan/terminal/record-scores.ts';
import { loadWordsModel } from '@anyuan/terminal/words-model.ts';
import { makeFirstKey, openClipKeys } from '../recordings/clip-keys.ts';
import { readSamples, wavOf } from '../recordings/wav.ts';
import { makeVoices, type Scorer, type Voices } from '../voices/service.ts';
import { makeTakeFiles } from '../voices/take-files.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

const modelDir = fileURLToPath(new URL('../../terminal/models', import.meta.url));

/** The model of the terminals, loaded when somebody first asks: a server without recordings needs none. */
function makeScorer(): Scorer {
  let loading: Promise<{ open: () => ReturnType<OpenNet>; name: string }> | null = null;
  const load = async () => {
    const model = await loadWordsModel(modelDir);
    if ('fault' in model) {
      loading = null;
      throw new Refusal('voice.modelMissing');
    }
    const described = await readFile(join(modelDir, 'words.json'), 'utf8');
    const name = createHash('sha256').update(described).digest('hex').slice(0, 16);
    return { open: model.open, name };
  };
  const model = () => {
    loading ??= load();
    return loading;
  };
  return {
    model: async () => (await model()).name,
    score: async (pcm, phrases) => bestScores((await model()).open(), phrases, pcm),
  };
}

type OpenNet = Extract<Awaited<ReturnType<typeof loadWordsModel>>, { open(): unknown }>['open'];

export function composeVoices({ db, clock, settings }: Ground, chain: Chain): Voices {
  const keyFile = join(settings.data, 'voices.key');
  const keys = openClipKeys(keyFile);
  const sealer = async () => {
    if (!existsSync(keyFile)) {
      await mkdir(settings.data, { recursive: true, mode: 0o700 });
      makeFirstKey(keyFile, clock.now());
    }
    return keys;
  };
  return makeVoices({
    ...{ db, clock, readSamples, wavOf, scorer: makeScorer() },
    files: makeTakeFiles(settings.data, sealer),
    phrasesOf: (schoolId) => chain.phrases.show(schoolId),
  });
}
