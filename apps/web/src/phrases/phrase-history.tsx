import type { Phrase } from '@anyuan/contracts/phrases.ts';
import type { PhraseList } from '@anyuan/contracts/routes/phrases.ts';
import { call } from '../platform/api.ts';
import type { Row } from '../platform/changes.ts';
import { type Say, useWords } from '../platform/i18n.ts';
import { useDoing } from '../platform/use-call.ts';
import { VersionHistory } from '../platform/versions.tsx';
import { thresholds } from './phrase-row.tsx';
import { phraseWords } from './words.ts';

function rowOf(t: Say<keyof typeof phraseWords.zh>, phrase: Phrase): Row {
  const { text, pinyin, severity, threshold, on } = phrase;
  const named = (['soon', 'usual', 'careful'] as const).find((k) => thresholds[k] === threshold);
  const parts = [pinyin, t(severity), named ? t(named) : String(threshold)];
  return { label: text, text: [...parts, ...(on ? [] : [t('off')])].join(' · ') };
}

/** Who changed the phrases, when and what; any version can be brought back, as a new one. */
export function PhraseHistory(props: {
  list: PhraseList;
  mayEdit: boolean;
  onSaved: (list: PhraseList) => void;
}) {
  const { list, mayEdit, onSaved } = props;
  const t = useWords(phraseWords);
  const doing = useDoing();
  const restore = (version: number) =>
    void doing.run(async () => {
      const phrases = list.versions.find((v) => v.version === version)?.phrases ?? [];
      const params = { schoolId: list.schoolId };
      onSaved(await call('savePhrases', { params, body: { version: list.version, phrases } }));
    });
  const versions = list.versions.map(({ phrases, ...of }) => ({
    ...of,
    removed: false,
    rows: phrases.map((phrase) => rowOf(t, phrase)),
  }));
  return (
    <section className="card">
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <VersionHistory
        versions={versions}
        mayRestore={mayEdit}
        busy={doing.busy}
        onRestore={restore}
      />
    </section>
  );
}
