import type { Reply } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { clockTime } from '../platform/time.ts';
import { GapList } from './gap-list.tsx';
import { rosterWords } from './words.ts';

interface Props {
  preview: Reply<'previewShift'>;
  people: readonly { id: string; name: string }[];
}

/** What the shift would be, day by day, before anybody is put on it. */
export function ShiftPreview({ preview, people }: Props) {
  const t = useWords(rosterWords);
  const days = [...new Set([...preview.duties, ...preview.vacancies].map((d) => d.day))].sort();
  const nameOf = (id: string) => people.find((p) => p.id === id)?.name ?? '—';
  return (
    <section data-testid="shift-preview">
      <h3>{t('previewTitle')}</h3>
      {days.map((day) => (
        <div key={day} className="roster-line">
          <strong>{day}</strong>
          {preview.duties
            .filter((d) => d.day === day)
            .map((d) => (
              <span key={`${d.personId} ${d.startAt}`}>
                {clockTime(d.startAt).slice(0, 5)} {nameOf(d.personId)}
              </span>
            ))}
          {preview.vacancies
            .filter((v) => v.day === day)
            .map((v) => (
              <span key={v.startAt} className="roster-empty">
                {t('vacant')} · {t(`empty.${v.why}`)}
              </span>
            ))}
        </div>
      ))}
      <GapList gaps={preview.gaps} />
    </section>
  );
}
