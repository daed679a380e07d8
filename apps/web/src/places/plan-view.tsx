import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useLoaded } from '../platform/use-call.ts';
import { Ground, MarkSign, pathOf, place, sheetSize, ZoneName } from './plan-shapes.tsx';
import './plan.css';
import { placeWords } from './words.ts';

/** Where a zone lies on its floor: the drawing with the zone marked, for those who must find it. */
export function PlanView(props: {
  schoolId: string;
  zoneId: string;
  /** The kind of an alarm that runs there; null: it is over. Red is for an actual one alone. */
  running: AlarmKind | null;
}) {
  const { schoolId, zoneId, running } = props;
  const t = useWords(placeWords);
  const { value } = useLoaded(`zone plan ${zoneId}`, (signal) =>
    call('showZonePlan', { params: { schoolId, zoneId }, signal }),
  );
  if (!value) return null;
  const { plan } = value;
  const way = <figcaption>{value.way.join(' › ')}</figcaption>;
  if (!plan) {
    return (
      <figure className="plan-view">
        {way}
        <p className="field-hint">{t('noPlanHere')}</p>
      </figure>
    );
  }
  const { width, height } = sheetSize(plan);
  const nameOf = (id: string) => value.zones.find((z) => z.id === id)?.name ?? '';
  const scale = 2;
  return (
    <figure className="plan-view" data-testid="plan-view">
      <svg viewBox={`-10 -10 ${width + 20} ${height + 20}`} role="img">
        <title>{`${t('here')}: ${value.way.join(' · ')}`}</title>
        <Ground schoolId={schoolId} plan={plan} />
        {plan.outlines.map((outline) => {
          const isHere = outline.zoneId === zoneId;
          const pulse = running === null ? '' : `plan-here-running plan-here-${running}`;
          const state = isHere ? `plan-here ${pulse}` : 'plan-zone';
          return (
            <g key={outline.zoneId}>
              <polygon className={state} points={pathOf(outline.points, height)} />
              <ZoneName
                name={nameOf(outline.zoneId)}
                points={outline.points}
                height={height}
                scale={scale}
              />
            </g>
          );
        })}
        {plan.marks.map((mark) => {
          const [x, y] = place(mark.at, height);
          return (
            <g key={mark.id} transform={`translate(${x} ${y})`}>
              <MarkSign kind={mark.kind} scale={1.3} />
            </g>
          );
        })}
      </svg>
      {way}
    </figure>
  );
}
