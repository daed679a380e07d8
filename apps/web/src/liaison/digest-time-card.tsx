import { useState } from 'react';
import { rulesWords } from '../console/rules-words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { DoneLine } from '../platform/versions.tsx';
import { minuteOf, minuteText } from '../roster/rule-text.ts';

/** When yesterday is told. */
export function DigestTimeCard() {
  const t = useWords(rulesWords);
  const doing = useDoing();
  const [typed, setTyped] = useState<number | null>(null);
  const [before, setBefore] = useState<number | null>(null);
  const { value, advice, put } = useLoaded('digest time', (signal) =>
    call('showDigestTime', { signal }),
  );
  const write = async (atMinute: number) => {
    put(await call('saveDigestTime', { body: { atMinute } }));
    setTyped(null);
  };
  return (
    <section className="card plan-editor" data-testid="digest-time">
      <h2>{t('digest')}</h2>
      <p className="faint">{t('digestIntro')}</p>
      {value && (
        <div className="plan-line">
          <label className="plan-line">
            {t('digestAt')}
            <input
              type="time"
              className="input plan-time"
              value={minuteText(typed ?? value.atMinute)}
              onChange={(e) => e.target.value && setTyped(minuteOf(e.target.value))}
            />
          </label>
          <button
            type="button"
            className="btn btn-primary"
            disabled={doing.busy || typed === null}
            onClick={() =>
              void doing.run(async () => {
                const was = value.atMinute;
                await write(typed ?? was);
                setBefore(was);
              })
            }
          >
            {t('save')}
          </button>
        </div>
      )}
      {before !== null && (
        <DoneLine
          text={t('saved')}
          onUndo={async () => {
            await write(before);
            setBefore(null);
          }}
        />
      )}
      {(advice ?? doing.advice) && (
        <p className="notice" role="alert">
          {advice ?? doing.advice}
        </p>
      )}
    </section>
  );
}
