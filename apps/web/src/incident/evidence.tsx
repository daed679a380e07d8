import { useState } from 'react';
import { callBytes } from '../platform/api.ts';
import { downloadFile } from '../platform/download.ts';
import { useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import type { PartProps } from './part.ts';
import { Act } from './say.tsx';
import { incidentWords } from './words.ts';

/** 证据包: record and recordings as a signed zip. It asks what for: taking it is on record. */
export function Evidence({ incident }: Pick<PartProps, 'incident'>) {
  const t = useWords(incidentWords);
  const mayPlay = useMay('recording.play');
  const [reason, setReason] = useState('');
  const [isTaken, setTaken] = useState(false);
  if (!mayPlay) return null;
  const take = async () => {
    const params = { incidentId: incident.id };
    const bytes = await callBytes('takeEvidence', {
      params,
      query: { reason: reason.trim() },
      timeoutMs: 300_000,
    });
    downloadFile(`${t('evidenceFile')}${incident.number}.zip`, new Blob([bytes]));
  };
  return (
    <>
      <Act
        label={t('evidence')}
        ready={reason.trim() !== ''}
        onDo={take}
        onDone={() => {
          setReason('');
          setTaken(true);
        }}
      >
        <label className="field">
          <span className="field-label">{t('evidenceReason')}</span>
          <input
            className="input"
            data-testid="evidence-reason"
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <span className="field-hint">{t('evidenceHint')}</span>
        </label>
      </Act>
      {isTaken && (
        <p className="notice notice-plain" role="status">
          {t('evidenceTaken')}
        </p>
      )}
    </>
  );
}
