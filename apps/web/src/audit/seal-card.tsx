import type { RecordCheck } from '@anyuan/contracts/routes/audit-lines.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { auditWords } from './words.ts';

function Result({ check }: { check: RecordCheck }) {
  const t = useWords(auditWords);
  const { seals, facts, audits, expired, findings, rules } = check;
  if (findings.length + rules.length === 0) {
    return (
      <p className="seal-agrees" role="status">
        <Icon name="shield" size={18} /> {t('agrees', { seals, facts, audits })}
        {expired > 0 && t('expired', { n: expired })}
      </p>
    );
  }
  return (
    <div className="notice" role="alert">
      <p>{t('differs', { n: findings.length + rules.length })}</p>
      <ul>
        {findings.map((f) => (
          <li key={f.number}>
            #{f.number} {dateTime(f.fromAt)} – {dateTime(f.toAt)} {t(f.fault)}
          </li>
        ))}
        {rules.map(({ version, fault }) => (
          <li key={`rule ${version}`}>{t(fault, { n: version })}</li>
        ))}
      </ul>
    </div>
  );
}

/** Until when the record is sealed, its hash, and the check by hand. */
export function SealCard() {
  const t = useWords(auditWords);
  const { value, advice } = useLoaded('seal', (signal) => call('showSeal', { signal }));
  const [check, setCheck] = useState<RecordCheck | null>(null);
  const doing = useDoing();
  const run = () =>
    void doing.run(async () => setCheck(await call('checkRecord', { timeoutMs: 300_000 })));
  const seal = value?.seal;
  return (
    <section className="card seal-card" data-testid="seal">
      <div className="seal-head">
        <h2>{t('seal')}</h2>
        {seal && (
          <button type="button" className="btn" disabled={doing.busy} onClick={run}>
            {t(doing.busy ? 'checking' : 'check')}
          </button>
        )}
      </div>
      <p className="faint">{t('sealHint')}</p>
      {value && !seal && <p>{t('sealNone')}</p>}
      {seal && (
        <>
          <p>{t('sealed', { at: dateTime(seal.sealedUntil), n: seal.number })}</p>
          <p>
            {t('hash')} <code className="seal-hash">{seal.hash}</code>
          </p>
        </>
      )}
      {(advice ?? doing.advice) && <p className="notice">{advice ?? doing.advice}</p>}
      {check && <Result check={check} />}
    </section>
  );
}
