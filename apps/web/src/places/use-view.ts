import type { PlanPoint } from '@anyuan/contracts/places.ts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { sheetWidth } from './plan-shapes.tsx';

/** The part of the sheet that is shown, in units of the drawing. */
export interface View {
  x: number;
  y: number;
  width: number;
}

const closest = 60;
const farthest = sheetWidth * 1.6;

/** Zooms by a factor and keeps the point under the hand where it is. */
export function zoomed(view: View, factor: number, at: { x: number; y: number }): View {
  const width = Math.min(farthest, Math.max(closest, view.width * factor));
  const by = width / view.width;
  return { x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by, width };
}

/** Pan and zoom of a sheet of this height, and where on it the mouse is. */
export function useView(height: number) {
  const svg = useRef<SVGSVGElement>(null);
  const whole: View = { x: -20, y: -20, width: sheetWidth + 40 };
  const [view, setView] = useState<View>(whole);
  const seen = useRef(view);
  seen.current = view;
  const ratio = (height + 40) / (sheetWidth + 40);

  const unitsAt = useCallback((event: { clientX: number; clientY: number }) => {
    const matrix = svg.current?.getScreenCTM();
    if (!matrix) return { x: 0, y: 0 };
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    return { x: point.x, y: point.y };
  }, []);

  // React listens to wheels passively: the page would scroll as well.
  useEffect(() => {
    const element = svg.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const at = unitsAt(event);
      setView((v) => zoomed(v, event.deltaY > 0 ? 1.15 : 1 / 1.15, at));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [unitsAt]);

  const middle = () => {
    const { x, y, width } = seen.current;
    return { x: x + width / 2, y: y + (width * ratio) / 2 };
  };
  return {
    svg,
    viewBox: `${view.x} ${view.y} ${view.width} ${view.width * ratio}`,
    /** Units of the drawing per unit at full view: what must keep its size on screen is this large. */
    scale: view.width / (sheetWidth + 40),
    unitsAt,
    partAt: (event: { clientX: number; clientY: number }): PlanPoint => {
      const { x, y } = unitsAt(event);
      return [x / sheetWidth, y / height];
    },
    zoom: (factor: number) => setView((v) => zoomed(v, factor, middle())),
    fit: () => setView(whole),
    pan: (dx: number, dy: number) => setView((v) => ({ ...v, x: v.x - dx, y: v.y - dy })),
  };
}
export type PlanViewport = ReturnType<typeof useView>;
