import type { VoiceList } from '@anyuan/contracts/routes/voices.ts';
import { type FormEvent, useState } from 'react';
import { call } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { useDoing } from '../platform/use-call.ts';
import { voiceWords } from './words.ts';

/** The next free one of p01, p02 ... */
function nextCode(list: VoiceList): string {
  const taken = new Set(list.voices.map(({ code }) => code));
  for (let n = 1; ; n += 1) {
    const code = `p${String(n).padStart(2, '0')}`;
    if (!taken.has(code)) return code;
  }
}

/** Nothing is recorded before this was read and agreed to. */
export function NewVoice(props: {
  schoolId: string;
  list: VoiceList;
  onAdded: (list: VoiceList, code: string) => void;
}) {
  const { schoolId, list, onAdded } = props;
  const t = useWords(voiceWords);
  const locale = useLocale();
  const doing = useDoing();
  const [code, setCode] = useState(() => nextCode(list));
  const [agreed, setAgreed] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { code, agreed: true, consentVersion: list.consent.version, locale } as const;
    void doing.run(async () =>
      onAdded(await call('addVoice', { params: { schoolId }, body }), code),
    );
  };
  return (
    <form className="card voice-form" onSubmit={submit}>
      <label className="field">
        <span className="field-label">{t('code')}</span>
        <input
          className="input"
          data-testid="voice-code"
          value={code}
          pattern="[a-z0-9]{1,20}"
          autoCapitalize="none"
          onChange={(e) => setCode(e.target.value.toLowerCase().replace(/[^a-z0-9]/g, ''))}
        />
        <span className="faint">{t('codeHint')}</span>
      </label>
      <h2>{t('consent')}</h2>
      <blockquote className="voice-consent">{list.consent[locale]}</blockquote>
      <label className="voice-agree">
        <input
          type="checkbox"
          data-testid="voice-agree"
          checked={agreed}
          onChange={(e) => setAgreed(e.target.checked)}
        />
        {t('agreed')}
      </label>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <button
        type="submit"
        className="btn btn-primary btn-large btn-block"
        data-testid="voice-add"
        disabled={!agreed || code === '' || doing.busy}
      >
        {t('noteConsent')}
      </button>
    </form>
  );
}
