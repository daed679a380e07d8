import type { VoiceList } from '@anyuan/contracts/routes/voices.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing } from '../platform/use-call.ts';
import { voiceWords } from './words.ts';

/** Calm and loud, at three distances. */
export const waysToSay = 6;

interface PeoplePanelProps {
  schoolId: string;
  list: VoiceList;
  onAdd: () => void;
  onRecord: (code: string) => void;
  onChanged: () => void;
}

export function PeoplePanel({ schoolId, list, onAdd, onRecord, onChanged }: PeoplePanelProps) {
  const t = useWords(voiceWords);
  const doing = useDoing();
  const [asked, setAsked] = useState<string | null>(null);
  const remove = (code: string) =>
    doing.run(async () => {
      await call('removeVoice', { params: { schoolId, code } });
      setAsked(null);
      onChanged();
    });
  const all = list.phrases.length * waysToSay;
  return (
    <section className="card voice-people">
      <h2>{t('people')}</h2>
      {list.voices.length === 0 && <p className="faint">{t('nobody')}</p>}
      <ul>
        {list.voices.map(({ code, consentedAt, takes }) => (
          <li key={code} data-testid="voice-row" data-code={code}>
            <div>
              <strong>{code}</strong> <span>{t('takes', { done: takes.length, all })}</span>
              <p className="faint">{t('agreedAt', { time: dateTime(consentedAt).slice(0, 16) })}</p>
            </div>
            <button type="button" className="btn" onClick={() => onRecord(code)}>
              {t('record')}
            </button>
            <button
              type="button"
              className="btn btn-quiet"
              data-testid="voice-remove"
              onClick={() => setAsked(code)}
            >
              {t('remove')}
            </button>
            {asked === code && (
              <div className="notice" role="alert">
                <p>{t('removeAsk', { code, n: takes.length })}</p>
                <div className="voice-ask">
                  <button type="button" className="btn" onClick={() => setAsked(null)}>
                    {t('keep')}
                  </button>
                  <button
                    type="button"
                    className="btn"
                    data-testid="voice-remove-yes"
                    disabled={doing.busy}
                    onClick={() => void remove(code)}
                  >
                    {t('removeYes')}
                  </button>
                </div>
              </div>
            )}
          </li>
        ))}
      </ul>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <button
        type="button"
        className="btn btn-primary btn-large btn-block"
        data-testid="voice-new"
        onClick={onAdd}
      >
        {t('add')}
      </button>
    </section>
  );
}
