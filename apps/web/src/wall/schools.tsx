import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { FiguresReply, SchoolFigures } from '@anyuan/contracts/figures.ts';
import { lazy, Suspense } from 'react';
import { useWords } from '../platform/i18n.ts';
import { stateOf } from './attention.ts';
import { listWords, wallWords } from './words.ts';

// The map is the largest part of the wall: the figures are there before it.
const WallMap = lazy(() => import('./wall-map.tsx'));

const signs = { alarm: '!', attention: '△', calm: '○', unknown: '–' } as const;

/** Schools by station, each with its state as shape, colour and word; those with an alarm pulse. */
export function SchoolsPanel(props: {
  reply: FiguresReply;
  alarms: readonly AlarmSummary[];
  /** The tour points at one school. */
  pointedId: string | null;
  onOpen(schoolId: string): void;
}) {
  const { reply, alarms, pointedId, onOpen } = props;
  const t = useWords(wallWords);
  const open = new Map<string, number>();
  for (const a of alarms) open.set(a.schoolId, (open.get(a.schoolId) ?? 0) + 1);
  const stations = Map.groupBy(reply.schools, (s) => s.stationName ?? t('noStation'));
  // Where not all fit, those with an alarm are the ones that are seen.
  const byState = (a: SchoolFigures, b: SchoolFigures) =>
    (open.get(b.schoolId) ?? 0) - (open.get(a.schoolId) ?? 0);
  // Many schools: only sign and state fit; the name is in the label and in the tour.
  const dense = reply.schools.length > 60;
  const onMap = reply.schools.map(({ schoolId, name, latitude, longitude }) => ({
    ...{ id: schoolId, name: dense ? '' : name, latitude, longitude },
    alarms: open.get(schoolId) ?? 0,
  }));
  return (
    <>
      <Suspense fallback={null}>
        <WallMap schools={onMap} onOpen={onOpen} />
      </Suspense>
      <div className={`wall-schools ${dense ? 'wall-schools-dense' : ''}`} data-testid="schools">
        {[...stations].map(([name, schools]) => (
          <section key={name}>
            <h3>
              {name} <span className="wall-counts">{t('schools', { n: schools.length })}</span>
            </h3>
            <div className="wall-tiles">
              {schools.toSorted(byState).map((s) => (
                <Tile
                  key={s.schoolId}
                  school={s}
                  alarms={open.get(s.schoolId) ?? 0}
                  pointed={s.schoolId === pointedId}
                  dense={dense}
                  onOpen={onOpen}
                />
              ))}
            </div>
          </section>
        ))}
      </div>
    </>
  );
}

function Tile(props: {
  school: SchoolFigures;
  alarms: number;
  pointed: boolean;
  dense: boolean;
  onOpen(schoolId: string): void;
}) {
  const { school, alarms, pointed, dense, onOpen } = props;
  const l = useWords(listWords);
  const t = useWords(wallWords);
  const state = stateOf(school, alarms);
  const word = l(`school.${state}`);
  const { online, terminals: all } = school;
  return (
    <button
      type="button"
      className={`wall-tile wall-tile-${state} ${pointed ? 'wall-tile-pointed' : ''}`}
      aria-label={`${school.name} ${word}`}
      title={dense ? school.name : undefined}
      data-testid="school-tile"
      data-school={school.schoolId}
      onClick={() => onOpen(school.schoolId)}
    >
      <span className="wall-sign" aria-hidden="true">
        {alarms > 1 ? alarms : signs[state]}
      </span>
      {!dense && (
        <span>
          <strong>{school.name}</strong>
          <small>
            {word}
            {all > 0 && ` · ${t('terminalsOf', { online, all })}`}
            {school.gaps > 0 && ` · ${t('gaps', { n: school.gaps })}`}
          </small>
        </span>
      )}
    </button>
  );
}
