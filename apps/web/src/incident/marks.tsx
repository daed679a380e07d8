import type { IncidentSummary } from '@anyuan/contracts/incident.ts';
import { sideWords } from '@anyuan/core/incident/words.ts';
import { useNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { recordTime } from '../platform/time.ts';
import { incidentWords } from './words.ts';

/** Deadline; amber with the word once it has passed. */
export function Deadline({ incident }: { incident: IncidentSummary }) {
  const t = useWords(incidentWords);
  const now = useNow();
  const { deadlineAt } = incident;
  if (deadlineAt === null) return <span className="unknown">—</span>;
  const words = recordTime(deadlineAt, now);
  if (deadlineAt >= now) return <span>{words}</span>;
  return (
    <span className="incident-late">
      {words} · {t('late')}
    </span>
  );
}

/** Says for which side it waits. */
export function Waiting({ incident }: { incident: IncidentSummary }) {
  const t = useWords(incidentWords);
  const locale = useLocale();
  if (!incident.offer) return null;
  const side = sideWords[locale][incident.offer.to];
  return <span className="tag">{t('waiting', { side })}</span>;
}
