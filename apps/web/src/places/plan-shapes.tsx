import type { FloorPlan, PlanMark, PlanPoint } from '@anyuan/contracts/places.ts';
import { centreOf } from '@anyuan/core/places/geometry.ts';
import { aspectOf } from './plan-draft.ts';

/** Units of the drawing across the sheet; heights follow the picture. */
export const sheetWidth = 1000;

export function sheetSize(plan: FloorPlan): { width: number; height: number } {
  return { width: sheetWidth, height: sheetWidth / aspectOf(plan) };
}

/** Parts of the sheet to units of the drawing. */
export function place([x, y]: PlanPoint, height: number): PlanPoint {
  return [x * sheetWidth, y * height];
}

export function pathOf(points: readonly PlanPoint[], height: number): string {
  return points.map((p) => place(p, height).join(',')).join(' ');
}

export function pictureAddress(schoolId: string, pictureId: string): string {
  return `/api/schools/${schoolId}/pictures/${pictureId}`;
}

/** The sheet and what lies under everything else. */
export function Ground({ schoolId, plan }: { schoolId: string; plan: FloorPlan }) {
  const { width, height } = sheetSize(plan);
  return (
    <>
      <rect className="plan-paper" width={width} height={height} />
      {plan.picture ? (
        <image
          className="plan-picture"
          href={pictureAddress(schoolId, plan.picture.id)}
          width={width}
          height={height}
        />
      ) : (
        <Squares width={width} height={height} />
      )}
    </>
  );
}

function Squares({ width, height }: { width: number; height: number }) {
  const lines = (length: number) =>
    Array.from({ length: Math.floor(length / 50) }, (_, i) => i * 50);
  return (
    <g className="plan-squares">
      {lines(width).map((x) => (
        <line key={`x${x}`} x1={x} x2={x} y1={0} y2={height} />
      ))}
      {lines(height).map((y) => (
        <line key={`y${y}`} x1={0} x2={width} y1={y} y2={y} />
      ))}
    </g>
  );
}

/** A name in the middle of its zone; `scale` keeps letters the same size at every zoom. */
export function ZoneName(props: {
  name: string;
  points: readonly PlanPoint[];
  height: number;
  scale: number;
}) {
  const [x, y] = place(centreOf(props.points), props.height);
  return (
    <text
      className="plan-name"
      x={x}
      y={y}
      fontSize={15 * props.scale}
      strokeWidth={4 * props.scale}
    >
      {props.name}
    </text>
  );
}

/** Signs that differ in shape as well as in colour. */
export const markPaths: Record<PlanMark['kind'], string> = {
  terminal: 'M-8-8h16v16h-16zM-3-3h6v6h-6z',
  camera: 'M-9-6h12v12h-12zM3-2l7-4v12l-7-4',
  dutyPost: 'M0-10l9 4v6c0 5-4 8-9 10c-5-2-9-5-9-10v-6z',
  patrolPoint: 'M-6 10v-20h14l-4 5 4 5h-11',
};

export function MarkSign({ kind, scale }: { kind: PlanMark['kind']; scale: number }) {
  return (
    <g transform={`scale(${scale})`} className={`plan-sign plan-sign-${kind}`}>
      <circle className="plan-sign-ground" r={15} />
      <path d={markPaths[kind]} />
    </g>
  );
}
