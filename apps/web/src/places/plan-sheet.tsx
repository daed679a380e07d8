import type { PlanPoint } from '@anyuan/contracts/places.ts';
import { useWords } from '../platform/i18n.ts';
import { Ground, MarkSign, pathOf, place, ZoneName } from './plan-shapes.tsx';
import type { Drawing } from './use-drawing.ts';
import { placeWords } from './words.ts';

interface SheetProps {
  schoolId: string;
  drawing: Drawing;
  zoneName: (zoneId: string) => string;
  mayEdit: boolean;
}

function Corners(props: {
  drawing: Drawing;
  zoneId: string;
  points: readonly PlanPoint[];
  height: number;
}) {
  const { drawing, zoneId, points, height } = props;
  const { chosen } = drawing;
  const at = chosen?.kind === 'outline' ? chosen.corner : null;
  return points.map((point, corner) => {
    const [cx, cy] = place(point, height);
    return (
      <circle
        // biome-ignore lint/suspicious/noArrayIndexKey: a corner is its number
        key={corner}
        className={corner === at ? 'plan-corner plan-corner-chosen' : 'plan-corner'}
        cx={cx}
        cy={cy}
        r={7 * drawing.view.scale}
        onPointerDown={(event) => drawing.onDown(event, { kind: 'outline', zoneId, corner })}
      />
    );
  });
}

function Outlines({ drawing, zoneName, mayEdit, height }: SheetProps & { height: number }) {
  const { plan, chosen, view } = drawing;
  return plan.outlines.map(({ zoneId, points }) => {
    const isChosen = chosen?.kind === 'outline' && chosen.zoneId === zoneId;
    return (
      <g key={zoneId} data-testid={`outline-${zoneId}`}>
        {/* biome-ignore lint/a11y/useSemanticElements: there are no buttons inside a drawing */}
        <polygon
          className={isChosen ? 'plan-zone plan-zone-chosen' : 'plan-zone'}
          points={pathOf(points, height)}
          role="button"
          tabIndex={0}
          aria-label={zoneName(zoneId)}
          onFocus={() => drawing.setChosen({ kind: 'outline', zoneId, corner: null })}
          onPointerDown={(event) =>
            drawing.onDown(event, { kind: 'outline', zoneId, corner: null })
          }
        />
        <ZoneName name={zoneName(zoneId)} points={points} height={height} scale={view.scale} />
        {isChosen && mayEdit && (
          <Corners drawing={drawing} zoneId={zoneId} points={points} height={height} />
        )}
      </g>
    );
  });
}

function Marks({ drawing, height }: { drawing: Drawing; height: number }) {
  const t = useWords(placeWords);
  const { plan, chosen, view } = drawing;
  return plan.marks.map((mark) => {
    const [x, y] = place(mark.at, height);
    const isChosen = chosen?.kind === 'mark' && chosen.id === mark.id;
    return (
      // biome-ignore lint/a11y/useSemanticElements: there are no buttons inside a drawing
      <g
        key={mark.id}
        className={isChosen ? 'plan-mark plan-mark-chosen' : 'plan-mark'}
        transform={`translate(${x} ${y})`}
        role="button"
        tabIndex={0}
        aria-label={`${t(`mark.${mark.kind}`)} ${mark.name}`}
        onFocus={() => drawing.setChosen({ kind: 'mark', id: mark.id })}
        onPointerDown={(event) => drawing.onDown(event, { kind: 'mark', id: mark.id })}
      >
        <MarkSign kind={mark.kind} scale={view.scale} />
        <text
          className="plan-name"
          y={30 * view.scale}
          fontSize={13 * view.scale}
          strokeWidth={4 * view.scale}
        >
          {mark.name}
        </text>
      </g>
    );
  });
}

/** Where the next corner goes when it is drawn by keys. */
function Cross({ at: [x, y], size }: { at: readonly [number, number]; size: number }) {
  const lines = `M${x - size} ${y}h${2 * size}M${x} ${y - size}v${2 * size}`;
  return <path className="plan-cursor" data-testid="plan-cursor" d={lines} />;
}

/** For ears: where the cursor is and how many corners stand. Silent as long as nothing is drawn. */
export function DrawingSaid({ drawing }: { drawing: Drawing }) {
  const t = useWords(placeWords);
  const { tool, cursor, corners } = drawing;
  const n = corners.length;
  const percent = (part: number) => Math.round(part * 100);
  const where = cursor && t('cursorAt', { x: percent(cursor[0]), y: percent(cursor[1]) });
  return (
    <p className="visually-hidden" role="status" data-testid="plan-says">
      {tool.kind === 'zone' && `${where ? `${where} ` : ''}${t('cornersSet', { n })}`}
    </p>
  );
}

/** Corners set so far, and the line to where the next one would be. */
function Growing({ drawing, height }: { drawing: Drawing; height: number }) {
  const { corners, cursor, hover, view, tool } = drawing;
  if (tool.kind !== 'zone') return null;
  const points = hover ? [...corners, hover] : corners;
  return (
    <g className="plan-growing">
      <polyline points={pathOf(points, height)} />
      {points.map((point, i) => {
        const [cx, cy] = place(point, height);
        // biome-ignore lint/suspicious/noArrayIndexKey: a corner is its number
        return <circle key={i} cx={cx} cy={cy} r={5 * view.scale} />;
      })}
      {cursor && <Cross at={place(cursor, height)} size={14 * view.scale} />}
    </g>
  );
}

/** The drawing itself. */
export function PlanSheet(props: SheetProps) {
  const { drawing, schoolId } = props;
  const { view, tool } = drawing;
  const height = 1000 / drawing.aspect;
  return (
    <svg
      ref={view.svg}
      className={tool.kind === 'select' ? 'plan-sheet' : 'plan-sheet plan-sheet-drawing'}
      viewBox={view.viewBox}
      // A click must bring the keys here.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is drawn on with mouse and keys
      tabIndex={0}
      data-testid="plan-sheet"
      onPointerDown={drawing.onSheet}
      onPointerMove={drawing.onMove}
      onPointerUp={drawing.onUp}
      onDoubleClick={() => tool.kind === 'zone' && drawing.finish()}
    >
      <title>{props.zoneName('')}</title>
      <Ground schoolId={schoolId} plan={drawing.plan} />
      <Outlines {...props} height={height} />
      <Marks drawing={drawing} height={height} />
      <Growing drawing={drawing} height={height} />
    </svg>
  );
}
