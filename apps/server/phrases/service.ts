import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { defaultPhrases, type Phrase } from '@anyuan/contracts/phrases.ts';
import type { PhraseDraft, PhraseList } from '@anyuan/contracts/routes/phrases.ts';
import { checkPhrase, repeatedPhrase } from '@anyuan/core/words/phrases.ts';
import { v7 as uuidV7 } from 'uuid';
import type { Db, Tx } from '../platform/db.ts';
import { spell } from './spell.ts';
import { findCurrent, findLists, insertList, lockSchool } from './store.ts';

/** As many as somebody reads back; all of them are kept. */
const versionsShown = 20;

export interface PhrasesOptions {
  db: Db;
  clock: Clock;
  /** Marks the configuration of the school's terminals as new, in the same transaction. */
  renewConfig(tx: Tx, schoolId: string): Promise<string[]>;
  /** Sends these terminals their configuration; what is missed is sent when they are heard again. */
  pushConfig(terminalIds: readonly string[]): Promise<void>;
}

export interface Phrases {
  show(schoolId: string): Promise<PhraseList>;
  /** @throws Refusal phrase.* when one cannot be listened for, phrase.outdated when somebody was quicker. */
  save(list: {
    schoolId: string;
    personId: string;
    version: number;
    phrases: readonly PhraseDraft[];
  }): Promise<PhraseList>;
  /** What terminals of these schools listen for. */
  ofSchools(schoolIds: readonly string[]): Promise<(schoolId: string) => Phrase[]>;
}

/** @throws Refusal with the phrase that it is about */
function checked(drafts: readonly PhraseDraft[]): Phrase[] {
  const phrases = drafts.map((draft) => {
    const result = checkPhrase({ ...draft, pinyin: draft.pinyin?.trim() || spell(draft.text) });
    if ('refusal' in result) throw new Refusal(result.refusal, { phrase: draft.text.slice(0, 40) });
    return result.phrase;
  });
  const repeated = repeatedPhrase(phrases);
  if (repeated !== null) throw new Refusal('phrase.repeated', { phrase: repeated });
  return phrases;
}

export function makePhrases(options: PhrasesOptions): Phrases {
  const { db, clock } = options;

  async function show(schoolId: string): Promise<PhraseList> {
    const lists = await findLists(db.query, schoolId, versionsShown);
    const [current, before] = lists;
    const shipped = { version: 0, savedAt: null, savedBy: null, phrases: defaultPhrases };
    const versions = lists.map(({ version, phrases, at, person }) => ({
      ...{ version, phrases, savedAt: at, savedBy: person },
    }));
    return {
      schoolId,
      version: current?.version ?? 0,
      phrases: current?.phrases ?? defaultPhrases,
      changedAt: current?.at ?? null,
      changedBy: current?.person ?? null,
      previous: current === undefined ? null : (before?.phrases ?? defaultPhrases),
      // Where older ones were left out, the one that ships is not what came before the last.
      versions: lists.length < versionsShown ? [...versions, shipped] : versions,
    };
  }

  return {
    show,
    async save({ schoolId, personId, version, phrases: drafts }) {
      const phrases = checked(drafts);
      const terminalIds = await db.query.transaction().execute(async (tx) => {
        await lockSchool(tx, schoolId);
        const [current] = await findLists(tx, schoolId, 1);
        if ((current?.version ?? 0) !== version) throw new Refusal('phrase.outdated');
        const at = clock.now();
        const next = { id: uuidV7(), schoolId, version: version + 1, phrases, personId, at };
        await insertList(tx, next);
        return options.renewConfig(tx, schoolId);
      });
      await options.pushConfig(terminalIds);
      return show(schoolId);
    },
    async ofSchools(schoolIds) {
      const edited = await findCurrent(db.query, schoolIds);
      return (schoolId) => edited.get(schoolId) ?? defaultPhrases;
    },
  };
}
