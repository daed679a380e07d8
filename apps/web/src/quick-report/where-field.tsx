import { useState } from 'react';
import { type PositionTrouble, readPosition } from '../mobile/position.ts';
import type { School } from '../places/use-schools.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import type { KeptReport } from './report-outbox.ts';
import type { Change } from './use-draft.ts';
import { reportWords } from './words.ts';

function Position({ draft, change }: { draft: KeptReport; change: (by: Change) => void }) {
  const t = useWords(reportWords);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<PositionTrouble | null>(null);
  const locate = async () => {
    setBusy(true);
    const found = await readPosition();
    setBusy(false);
    setTrouble(typeof found === 'string' ? found : null);
    if (typeof found === 'string') return;
    const { latitude, longitude, accuracyM } = found;
    change(() => ({ position: { latitude, longitude, accuracyM } }));
  };
  if (draft.position) {
    return (
      <p className="report-located" role="status">
        {t('located', { n: Math.round(draft.position.accuracyM) })}
        <button type="button" className="btn" onClick={() => change(() => ({ position: null }))}>
          {t('locateDrop')}
        </button>
      </p>
    );
  }
  return (
    <>
      <button type="button" className="btn btn-large" disabled={busy} onClick={() => void locate()}>
        <Icon name="position" size={24} />
        {t('locate')}
      </button>
      {trouble && (
        <p className="notice" role="alert">
          {t(trouble)}
        </p>
      )}
    </>
  );
}

/** A place of the school's own tree, else words; a position beside either. */
export function WhereField(props: {
  schools: readonly School[];
  school: School;
  draft: KeptReport;
  change: (by: Change) => void;
}) {
  const t = useWords(reportWords);
  const { schools, school, draft, change } = props;
  const zone = school.zones.find((z) => z.id === draft.zoneId);
  return (
    <section className="report-where">
      {schools.length > 1 && (
        <label className="field">
          <span className="field-label">{t('school')}</span>
          <select
            className="input"
            value={school.id}
            onChange={(e) => change(() => ({ schoolId: e.target.value, zoneId: null }))}
          >
            {schools.map((s) => (
              <option key={s.id} value={s.id}>
                {s.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="field">
        <span className="field-label">{t('where')}</span>
        <select
          className="input"
          data-testid="report-zone"
          value={zone?.id ?? ''}
          onChange={(e) => change(() => ({ zoneId: e.target.value || null }))}
        >
          <option value="">{t('zoneOther')}</option>
          {school.zones.map((z) => (
            <option key={z.id} value={z.id}>
              {z.place}
            </option>
          ))}
        </select>
      </label>
      {!zone && (
        <label className="field">
          <span className="field-label">{t('place')}</span>
          <input
            className="input"
            maxLength={200}
            placeholder={t('placeHint')}
            data-testid="report-place"
            value={draft.place}
            onChange={(e) => change(() => ({ place: e.target.value }))}
          />
        </label>
      )}
      <Position draft={draft} change={change} />
    </section>
  );
}
