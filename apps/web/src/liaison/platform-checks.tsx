import type { PlatformCheck } from '@anyuan/contracts/routes/platforms.ts';
import { useState } from 'react';
import { rulesWords } from '../console/rules-words.ts';
import { call } from '../platform/api.ts';
import { listed, useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';

function Found({ check }: { check: PlatformCheck }) {
  const t = useWords(rulesWords);
  const { compared, missing, stale, unknown } = check;
  if (!compared) return <span className="contact-open">{t('check.failed')}</span>;
  if (missing + stale + unknown.length === 0) {
    return <span className="contact-proved">{t('check.agrees')}</span>;
  }
  return (
    <>
      <span className="contact-open">{t('check.differs')}</span>{' '}
      {missing > 0 && t('check.missing', { n: missing })}
      {stale > 0 && t('check.stale', { n: stale })}
      {unknown.length > 0 && (
        <>
          {t('check.unknown', { n: unknown.length })}
          <span className="faint">{listed(unknown)}</span>
        </>
      )}
    </>
  );
}

/** What the hourly comparison of both lists found, and asking for one now. */
export function PlatformChecks() {
  const t = useWords(rulesWords);
  const doing = useDoing();
  const [asked, setAsked] = useState(false);
  const { value, advice, reload } = useLoaded('platform checks', (signal) =>
    call('listPlatformChecks', { signal }),
  );
  const ask = () =>
    void doing.run(() => call('askPlatformChecks', {})).then((ok) => ok && setAsked(true));
  const problem = advice ?? doing.advice;
  return (
    <section className="card plan-editor" data-testid="platform-checks">
      <div className="plan-line">
        <h2>{t('checks')}</h2>
        <button type="button" className="btn" disabled={doing.busy} onClick={ask}>
          {t('checkNow')}
        </button>
        <button type="button" className="btn btn-quiet" onClick={reload}>
          {t('refresh')}
        </button>
      </div>
      <p className="faint">{t('checksIntro')}</p>
      {asked && <p role="status">{t('checkAsked')}</p>}
      {problem && (
        <p className="notice" role="alert">
          {problem}
        </p>
      )}
      {value?.checks.length === 0 && <p className="faint">{t('noChecks')}</p>}
      {value && value.checks.length > 0 && (
        <table className="contact-table">
          <tbody>
            {value.checks.map((check) => (
              <tr key={`${check.platform} ${check.at}`} data-testid="platform-check">
                <td>{dateTime(check.at).slice(5, 16)}</td>
                <td>{check.platform}</td>
                <td>
                  <Found check={check} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
