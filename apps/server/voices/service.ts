import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { isSaid, type Phrase } from '@anyuan/contracts/phrases.ts';
import type { Fit, TakeView, VoiceList } from '@anyuan/contracts/routes/voices.ts';
import { consent } from '@anyuan/contracts/voice-consent.ts';
import { levelDbfsOf } from '@anyuan/core/detection/level.ts';
import { judgeTake } from '@anyuan/core/words/judge-take.ts';
import { v7 as uuidV7 } from 'uuid';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import { fitOf } from './fit.ts';
import {
  countBackground,
  deleteBackground,
  deleteTakes,
  deleteVoice,
  findBackground,
  findTakes,
  findVoices,
  insertBackground,
  insertTake,
  insertVoice,
  lockVoice,
  setScore,
  type TakeRow,
} from './store.ts';
import type { TakeFiles } from './take-files.ts';

/** The words model, which the slice knows nothing of. */
export interface Scorer {
  /** Changes when another model gives the scores. Refuses with `voice.modelMissing`. */
  model(): Promise<string>;
  /** Best score of each phrase in this sound, by its text. */
  score(pcm: Float32Array, phrases: readonly Phrase[]): Promise<ReadonlyMap<string, number>>;
}

export interface VoicesOptions {
  db: Db;
  clock: Clock;
  files: TakeFiles;
  scorer: Scorer;
  /** Samples of a WAV of ours, 16-bit; null when it is none. */
  readSamples(bytes: Buffer): Buffer | null;
  wavOf(samples: Buffer): Buffer;
  phrasesOf(schoolId: string): Promise<{ version: number; phrases: Phrase[] }>;
}

interface At {
  schoolId: string;
  takeId: string;
}

export interface Voices {
  list(schoolId: string): Promise<VoiceList>;
  /** Refuses with `voice.known`, `voice.outdatedConsent`. */
  add(about: {
    schoolId: string;
    code: string;
    consentVersion: number;
    locale: 'zh' | 'en';
    personId: string;
  }): Promise<VoiceList>;
  /** Refuses with `voice.noConsent`, `voice.unknownPhrase`, `clip.notAudio`, `voice.*` for what is of no use. */
  saveTake(
    at: At & { code: string },
    about: Pick<TakeView, 'phrase' | 'manner' | 'metres' | 'recordedAt'>,
    bytes: unknown,
  ): Promise<void>;
  removeTake(at: At): Promise<void>;
  /** Fine when there is nobody of that code. */
  removeVoice(about: { schoolId: string; code: string; personId: string }): Promise<void>;
  saveBackground(at: At & { recordedAt: number }, bytes: unknown): Promise<void>;
  removeBackground(schoolId: string): Promise<void>;
  fit(schoolId: string): Promise<Fit>;
}

const toFloats = (samples: Buffer) =>
  Float32Array.from({ length: samples.length >> 1 }, (_, i) => samples.readInt16LE(i * 2) / 32_768);

const toView = (take: TakeRow): TakeView => ({
  takeId: take.id,
  phrase: take.phrase,
  manner: take.manner,
  metres: take.metres as TakeView['metres'],
  seconds: take.seconds,
  recordedAt: take.recorded_at,
});

/** A quiet room at night is the background too; below this no microphone was connected. */
const deadBelowDbfs = -85;

const said = (phrases: readonly Phrase[]) => phrases.filter(isSaid);

export function makeVoices(options: VoicesOptions): Voices {
  const { db, clock, files, scorer } = options;

  function samplesOf(bytes: unknown): Buffer {
    const samples = Buffer.isBuffer(bytes) ? options.readSamples(bytes) : null;
    if (samples === null) throw new Refusal('clip.notAudio');
    return samples;
  }

  async function list(schoolId: string): Promise<VoiceList> {
    const [voices, takes, backgroundMinutes, { phrases }] = await Promise.all([
      findVoices(db.query, schoolId),
      findTakes(db.query, schoolId),
      countBackground(db.query, schoolId),
      options.phrasesOf(schoolId),
    ]);
    const views = voices.map(({ code, consented_at }) => ({
      code,
      consentedAt: consented_at,
      takes: takes.filter((take) => take.code === code).map(toView),
    }));
    const wanted = said(phrases).map(({ text, pinyin }) => ({ text, pinyin }));
    return { consent, phrases: wanted, voices: views, backgroundMinutes };
  }

  /** Scores that the model of now has not given yet: it was replaced, or the take is new. */
  async function scoreTakes(schoolId: string, phrases: readonly Phrase[], model: string) {
    const scores = new Map<string, number[]>();
    for (const take of await findTakes(db.query, schoolId)) {
      const phrase = phrases.find(({ pinyin }) => pinyin === take.pinyin);
      if (phrase === undefined) continue;
      let { score } = take;
      if (score === null || take.model !== model) {
        const wav = await files.read(take.id);
        if (wav === null) continue;
        const pcm = toFloats(samplesOf(wav));
        score = (await scorer.score(pcm, [phrase])).get(phrase.text) ?? 0;
        await setScore(db.query, take.id, { score, model });
      }
      scores.set(phrase.text, [...(scores.get(phrase.text) ?? []), score]);
    }
    return scores;
  }

  return {
    list,
    async add({ schoolId, code, consentVersion, locale, personId }) {
      if (consentVersion !== consent.version) throw new Refusal('voice.outdatedConsent');
      await db.query.transaction().execute(async (tx) => {
        const at = clock.now();
        const voice = { id: uuidV7(), schoolId, code, consent: consent[locale], at, personId };
        if (!(await insertVoice(tx, voice))) throw new Refusal('voice.known');
        // Without the code: what is recorded here stays when the person is forgotten.
        await appendAudit(tx, {
          at,
          personId,
          action: 'voice.added',
          subject: schoolId,
          detail: {},
        });
      });
      return list(schoolId);
    },
    async saveTake({ schoolId, takeId, code }, about, bytes) {
      const samples = samplesOf(bytes);
      const flaw = judgeTake(toFloats(samples));
      if (flaw !== null) throw new Refusal(`voice.${flaw}`);
      const { phrases } = await options.phrasesOf(schoolId);
      const phrase = said(phrases).find(({ text }) => text === about.phrase);
      if (phrase === undefined) throw new Refusal('voice.unknownPhrase');
      await db.query.transaction().execute(async (tx) => {
        const voiceId = await lockVoice(tx, schoolId, code);
        if (voiceId === undefined) throw new Refusal('voice.noConsent');
        const isNew = await insertTake(tx, {
          ...{ id: takeId, voice_id: voiceId, school_id: schoolId, score: null, model: null },
          ...{ phrase: phrase.text, pinyin: phrase.pinyin, manner: about.manner },
          metres: about.metres,
          seconds: samples.length / 32_000,
          recorded_at: about.recordedAt,
        });
        // Last: a row without a file would be a lie.
        if (isNew) await files.write(takeId, options.wavOf(samples));
      });
    },
    async removeTake({ schoolId, takeId }) {
      await db.query.transaction().execute(async (tx) => {
        await files.remove(await deleteTakes(tx, { schoolId, takeId }));
      });
    },
    async removeVoice({ schoolId, code, personId }) {
      await db.query.transaction().execute(async (tx) => {
        const voiceId = await lockVoice(tx, schoolId, code);
        if (voiceId === undefined) return;
        const takeIds = await deleteTakes(tx, { schoolId, voiceId });
        await deleteVoice(tx, voiceId);
        const at = clock.now();
        const detail = { recordings: takeIds.length };
        await appendAudit(tx, { at, personId, action: 'voice.deleted', subject: schoolId, detail });
        await files.remove(takeIds);
      });
    },
    async saveBackground({ schoolId, takeId, recordedAt }, bytes) {
      const pcm = toFloats(samplesOf(bytes));
      if (levelDbfsOf(pcm) < deadBelowDbfs) throw new Refusal('voice.silent');
      const { phrases } = await options.phrasesOf(schoolId);
      const model = await scorer.model();
      const best = await scorer.score(pcm, phrases);
      const pinyins = new Map(phrases.map(({ text, pinyin }) => [text, pinyin]));
      const scores = Object.fromEntries(
        [...best].map(([text, score]) => [pinyins.get(text) ?? text, score]),
      );
      await insertBackground(db.query, { id: takeId, schoolId, at: recordedAt, model, scores });
    },
    removeBackground: (schoolId) => deleteBackground(db.query, schoolId),
    async fit(schoolId) {
      const phraseList = await options.phrasesOf(schoolId);
      const model = await scorer.model();
      const takes = await scoreTakes(schoolId, phraseList.phrases, model);
      const background = new Map<string, number[]>();
      for (const minute of await findBackground(db.query, schoolId)) {
        if (minute.model !== model) continue;
        for (const { text, pinyin } of phraseList.phrases) {
          const score = minute.scores[pinyin];
          if (score !== undefined) background.set(text, [...(background.get(text) ?? []), score]);
        }
      }
      return fitOf(phraseList, { said: takes, background });
    },
  };
}
