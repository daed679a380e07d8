import type { FloorPlan, PlanMark, PlanPoint } from '@anyuan/contracts/places.ts';
import { snap } from '@anyuan/core/places/geometry.ts';
import { type PointerEvent as ReactPointer, useReducer, useRef, useState } from 'react';
import { newId } from '../platform/id.ts';
import { cursorStep } from './plan-cursor.ts';
import {
  aspectOf,
  type Chosen,
  draw,
  moved,
  type PlanDraft,
  putMark,
  putOutline,
  without,
} from './plan-draft.ts';
import { useView } from './use-view.ts';

/** What the next click does. */
export type Tool =
  | { kind: 'select' }
  | { kind: 'zone'; zoneId: string }
  | { kind: 'mark'; mark: PlanMark['kind']; id: string | null; name: string };

export const select: Tool = { kind: 'select' };

interface Drag {
  from: PlanPoint;
  /** Null: the sheet itself is moved. */
  chosen: Chosen;
  plan: FloorPlan;
}

/** Nudge by the keyboard, parts of the sheet. */
const nudge = 0.005;

/** Everything that happens on the sheet: view, tool, corners set so far, what is chosen, undo. */
export function useDrawing(start: FloorPlan, mayEdit: boolean) {
  const [draft, step] = useReducer(draw, { plan: start, past: [], future: [] } as PlanDraft);
  const [tool, setTool] = useState<Tool>(select);
  const [chosen, setChosen] = useState<Chosen>(null);
  const [corners, setCorners] = useState<PlanPoint[]>([]);
  const [hover, setHover] = useState<PlanPoint | null>(null);
  // Null as long as the zone is drawn with a mouse.
  const [cursor, setCursor] = useState<PlanPoint | null>(null);
  const [dragged, setDragged] = useState<FloorPlan | null>(null);
  const drag = useRef<Drag | null>(null);
  const plan = dragged ?? draft.plan;
  const aspect = aspectOf(plan);
  const view = useView(1000 / aspect);
  const within = 0.012 * view.scale;

  const change = (next: FloorPlan) => step({ type: 'change', plan: next });
  const others = (except: Chosen) =>
    draft.plan.outlines.flatMap((o) =>
      o.points.filter(
        (_, i) =>
          !(except?.kind === 'outline' && except.zoneId === o.zoneId && (except.corner ?? i) === i),
      ),
    );
  const snapped = (point: PlanPoint, except: Chosen = null) =>
    snap(point, [...others(except), ...corners], { aspect, within });

  const choose = (next: Tool) => {
    setTool(next);
    setCorners([]);
    setCursor(null);
    setChosen(null);
    // The keys belong to the sheet from now on, once the list that was chosen from has let go.
    if (next.kind === 'zone') requestAnimationFrame(() => view.svg.current?.focus());
  };
  const finish = () => {
    if (tool.kind === 'zone' && corners.length >= 3) {
      change(putOutline(draft.plan, { zoneId: tool.zoneId, points: corners }));
      setChosen({ kind: 'outline', zoneId: tool.zoneId, corner: null });
    }
    setCorners([]);
    setCursor(null);
    setTool(select);
  };
  const setCorner = (point: PlanPoint) => {
    const [first] = corners;
    const closes =
      first &&
      corners.length >= 3 &&
      Math.hypot(first[0] - point[0], (first[1] - point[1]) / aspect) < within;
    if (closes) return finish();
    setCorners([...corners, point]);
  };
  const putDown = (at: PlanPoint) => {
    if (tool.kind !== 'mark') return;
    const mark = { id: tool.id ?? newId(), kind: tool.mark, at, name: tool.name, url: '' };
    change(putMark(draft.plan, mark));
    setChosen({ kind: 'mark', id: mark.id });
    setTool(select);
  };

  const startDrag = (event: ReactPointer, what: Chosen) => {
    if (event.button !== 0) return;
    drag.current = { from: view.partAt(event), chosen: what, plan: draft.plan };
    view.svg.current?.setPointerCapture(event.pointerId);
  };
  const onDown = (event: ReactPointer, what: Chosen) => {
    if (tool.kind !== 'select') return;
    event.stopPropagation();
    setChosen(what);
    startDrag(event, mayEdit ? what : null);
  };
  const onMove = (event: ReactPointer) => {
    const at = view.partAt(event);
    if (tool.kind === 'zone') {
      setHover(snapped(at));
      setCursor(null);
    }
    const now = drag.current;
    if (!now) return;
    if (now.chosen === null) {
      view.pan((at[0] - now.from[0]) * 1000, ((at[1] - now.from[1]) * 1000) / aspect);
      return;
    }
    const isCorner = now.chosen.kind === 'outline' && now.chosen.corner !== null;
    const to = isCorner ? snapped(at, now.chosen) : at;
    setDragged(moved(now.plan, now.chosen, [to[0] - now.from[0], to[1] - now.from[1]]));
  };
  const onUp = () => {
    drag.current = null;
    if (dragged) change(dragged);
    setDragged(null);
  };
  const onSheet = (event: ReactPointer) => {
    if (tool.kind === 'zone') return setCorner(snapped(view.partAt(event)));
    if (tool.kind === 'mark') return putDown(snapped(view.partAt(event)));
    setChosen(null);
    startDrag(event, null);
  };
  const removeChosen = () => {
    change(without(draft.plan, chosen));
    setChosen(null);
  };
  /** True when the key was one of drawing without a mouse. */
  const drewByKey = (event: React.KeyboardEvent): boolean => {
    const next = tool.kind === 'zone' ? cursorStep(event, { cursor, corners }) : null;
    if (next?.kind === 'move') {
      setCursor(next.to);
      setHover(next.to);
    } else if (next?.kind === 'corner') setCorner(next.at);
    else if (next?.kind === 'back') setCorners(corners.slice(0, -1));
    else if (next?.kind === 'end') finish();
    return next !== null;
  };
  const onKey = (event: React.KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    if (drewByKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const key = event.key.toLowerCase();
    const isUndo = (event.ctrlKey || event.metaKey) && key === 'z';
    if (isUndo) step({ type: event.shiftKey ? 'redo' : 'undo' });
    else if ((event.ctrlKey || event.metaKey) && key === 'y') step({ type: 'redo' });
    else if (key === 'escape') choose(select);
    else if (key === 'enter') finish();
    else if (key === 'delete' || key === 'backspace') removeChosen();
    else if (key === '+' || key === '=') view.zoom(1 / 1.25);
    else if (key === '-') view.zoom(1.25);
    else if (key === '0') view.fit();
    else if (key.startsWith('arrow') && chosen && mayEdit) {
      const by = {
        arrowleft: [-nudge, 0],
        arrowright: [nudge, 0],
        arrowup: [0, -nudge],
        arrowdown: [0, nudge],
      }[key];
      if (by) change(moved(draft.plan, chosen, by as PlanPoint));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return {
    plan,
    draft,
    step,
    change,
    tool,
    choose,
    chosen,
    setChosen,
    corners,
    cursor,
    hover,
    view,
    aspect,
    onDown,
    onMove,
    onUp,
    onSheet,
    onKey,
    finish,
    removeChosen,
  };
}
export type Drawing = ReturnType<typeof useDrawing>;
