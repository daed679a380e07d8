import type { PlanPoint } from '@anyuan/contracts/places.ts';

/** Width over height of a picture; distances on a plan are told in parts of its width. */
export type Aspect = number;

/** Smaller than this part of the sheet nobody finds with a finger. */
const leastArea = 0.0002;

/** Twice the signed area by the shoelace rule. */
function doubleArea(points: readonly PlanPoint[]): number {
  let sum = 0;
  points.forEach(([x, y], i) => {
    const [nx, ny] = points[(i + 1) % points.length] ?? [x, y];
    sum += x * ny - nx * y;
  });
  return sum;
}

export function areaOf(points: readonly PlanPoint[]): number {
  return Math.abs(doubleArea(points)) / 2;
}

/** Do its edges keep apart, and does it hold anything? */
export function isOutline(points: readonly PlanPoint[]): boolean {
  if (points.length < 3 || areaOf(points) < leastArea) return false;
  const edges = points.map((from, i) => [from, points[(i + 1) % points.length] ?? from] as const);
  return edges.every((a, i) =>
    edges.every((b, j) => {
      const touches = i === j || (i + 1) % edges.length === j || (j + 1) % edges.length === i;
      return touches || !crosses(a, b);
    }),
  );
}

type Edge = readonly [PlanPoint, PlanPoint];

function crosses([a, b]: Edge, [c, d]: Edge): boolean {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

/** On which side of the line from a to b the point lies. */
function side([ax, ay]: PlanPoint, [bx, by]: PlanPoint, [px, py]: PlanPoint): number {
  return Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));
}

export function isInside([x, y]: PlanPoint, points: readonly PlanPoint[]): boolean {
  let inside = false;
  points.forEach(([ax, ay], i) => {
    const [bx, by] = points[(i + 1) % points.length] ?? [ax, ay];
    const between = ay > y !== by > y;
    if (between && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}

/** Middle of the area; of the corners where there is no area. */
export function centreOf(points: readonly PlanPoint[]): PlanPoint {
  const double = doubleArea(points);
  if (Math.abs(double) < 1e-9) {
    const n = Math.max(1, points.length);
    return [points.reduce((s, p) => s + p[0], 0) / n, points.reduce((s, p) => s + p[1], 0) / n];
  }
  let x = 0;
  let y = 0;
  points.forEach(([ax, ay], i) => {
    const [bx, by] = points[(i + 1) % points.length] ?? [ax, ay];
    const cross = ax * by - bx * ay;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  });
  return [x / (3 * double), y / (3 * double)];
}

/** Keeps a point on the sheet. */
export function onSheet([x, y]: PlanPoint): PlanPoint {
  return [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))];
}

/**
 * A point as it should lie when it was set by hand: on a corner that is near, else level or plumb with
 * one, else where it is. `within` is a part of the width.
 */
export function snap(
  point: PlanPoint,
  corners: readonly PlanPoint[],
  { aspect, within }: { aspect: Aspect; within: number },
): PlanPoint {
  const [x, y] = onSheet(point);
  const far = ([cx, cy]: PlanPoint) => Math.hypot(cx - x, (cy - y) / aspect);
  const near = corners.filter((c) => far(c) <= within).toSorted((a, b) => far(a) - far(b))[0];
  if (near) return near;
  const half = within / 2;
  const nearest = (values: readonly number[], to: number, reach: number) =>
    values
      .filter((v) => Math.abs(v - to) <= reach)
      .toSorted((a, b) => Math.abs(a - to) - Math.abs(b - to))[0] ?? to;
  const xs = corners.map((c) => c[0]);
  const ys = corners.map((c) => c[1]);
  return [nearest(xs, x, half), nearest(ys, y, half * aspect)];
}
