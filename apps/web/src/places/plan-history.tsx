import type { FloorPlanVersion } from '@anyuan/contracts/places.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { placeWords } from './words.ts';

interface PlanHistoryProps {
  schoolId: string;
  saved: FloorPlanVersion;
  onRestored: (saved: FloorPlanVersion) => void;
}

/** Earlier versions; restoring one saves it anew, so that this too can be taken back. */
export function PlanHistory({ schoolId, saved, onRestored }: PlanHistoryProps) {
  const t = useWords(placeWords);
  const doing = useDoing();
  const params = { schoolId, placeId: saved.placeId };
  const { value } = useLoaded(`plan ${saved.placeId} ${saved.version}`, (signal) =>
    call('listFloorPlanVersions', { params, signal }),
  );
  const older = value?.versions.filter((v) => v.version !== saved.version) ?? [];
  const restore = (version: number) =>
    doing.run(async () => {
      const { plan } = await call('showFloorPlan', { params, query: { version } });
      onRestored(await call('saveFloorPlan', { params, body: { basedOn: saved.version, plan } }));
    });
  if (older.length === 0) return null;
  return (
    <details>
      <summary>{t('history')}</summary>
      {doing.advice && <p className="notice">{doing.advice}</p>}
      <ul className="plan-history">
        {older.map((v) => (
          <li key={v.version}>
            <span>
              {t('version', {
                n: v.version,
                name: v.savedBy ?? '—',
                time: v.savedAt === null ? '—' : dateTime(v.savedAt),
              })}
            </span>
            <button
              type="button"
              className="btn btn-quiet"
              disabled={doing.busy}
              onClick={() => void restore(v.version)}
            >
              {t('restoreVersion')}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
