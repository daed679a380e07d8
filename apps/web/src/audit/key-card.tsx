import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import { auditWords } from './words.ts';

/** What signs evidence packages: whoever got one compares the fingerprint with this. */
export function KeyCard() {
  const t = useWords(auditWords);
  const { value, advice } = useLoaded('evidence key', (signal) =>
    call('showEvidenceKey', { signal }),
  );
  return (
    <section className="card seal-card" data-testid="evidence-key">
      <h2>{t('key')}</h2>
      <p className="faint">{t('keyHint')}</p>
      {value && (
        <>
          <p>
            {t('fingerprint')} <code className="seal-hash">{value.fingerprint}</code>
          </p>
          {!value.isUsable && (
            <p className="notice" role="alert">
              {t('keyAway')}
            </p>
          )}
          {value.former.map((f) => (
            <p key={f.fingerprint} className="faint" data-testid="former-key">
              {t('formerKey', { from: dateTime(f.madeAt), until: dateTime(f.until) })}{' '}
              <code className="seal-hash">{f.fingerprint}</code>
            </p>
          ))}
          <details>
            <summary>{t('publicKey', { at: dateTime(value.madeAt) })}</summary>
            <pre className="audit-pem">{value.publicKey}</pre>
          </details>
        </>
      )}
      {advice && <p className="notice">{advice}</p>}
    </section>
  );
}
