import type { FloorPlan, PlanMark, PlanOutline, PlanPoint } from '@anyuan/contracts/places.ts';

/** A plan being drawn, with what it was before each step. */
export interface PlanDraft {
  plan: FloorPlan;
  past: readonly FloorPlan[];
  future: readonly FloorPlan[];
}

export type DraftStep =
  | { type: 'change'; plan: FloorPlan }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'load'; plan: FloorPlan };

const stepsKept = 100;

/** Pure: one step of drawing. Redo ends where something new is drawn. */
export function draw(draft: PlanDraft, step: DraftStep): PlanDraft {
  if (step.type === 'load') return { plan: step.plan, past: [], future: [] };
  if (step.type === 'change') {
    if (step.plan === draft.plan) return draft;
    return { plan: step.plan, past: [...draft.past, draft.plan].slice(-stepsKept), future: [] };
  }
  const from = step.type === 'undo' ? draft.past : draft.future;
  const plan = from.at(-1);
  if (plan === undefined) return draft;
  const left = from.slice(0, -1);
  return step.type === 'undo'
    ? { plan, past: left, future: [...draft.future, draft.plan] }
    : { plan, past: [...draft.past, draft.plan], future: left };
}

/** What is chosen on the sheet. */
export type Chosen =
  | { kind: 'outline'; zoneId: string; corner: number | null }
  | { kind: 'mark'; id: string }
  | null;

export const putOutline = (plan: FloorPlan, outline: PlanOutline): FloorPlan => ({
  ...plan,
  outlines: [...plan.outlines.filter((o) => o.zoneId !== outline.zoneId), outline],
});

export const putMark = (plan: FloorPlan, mark: PlanMark): FloorPlan => ({
  ...plan,
  marks: [...plan.marks.filter((m) => m.id !== mark.id), mark],
});

/** Without what is chosen: a corner while three remain, else the whole outline. */
export function without(plan: FloorPlan, chosen: Chosen): FloorPlan {
  if (chosen === null) return plan;
  if (chosen.kind === 'mark') {
    return { ...plan, marks: plan.marks.filter((m) => m.id !== chosen.id) };
  }
  const outline = plan.outlines.find((o) => o.zoneId === chosen.zoneId);
  const { corner } = chosen;
  if (outline && corner !== null && outline.points.length > 3) {
    return putOutline(plan, { ...outline, points: outline.points.filter((_, i) => i !== corner) });
  }
  return { ...plan, outlines: plan.outlines.filter((o) => o.zoneId !== chosen.zoneId) };
}

const keep = (value: number) => Math.min(1, Math.max(0, value));

/** What is chosen, moved by parts of the sheet; an outline keeps its shape at the edge. */
export function moved(plan: FloorPlan, chosen: Chosen, [dx, dy]: PlanPoint): FloorPlan {
  if (chosen === null) return plan;
  if (chosen.kind === 'mark') {
    const mark = plan.marks.find((m) => m.id === chosen.id);
    if (!mark) return plan;
    return putMark(plan, { ...mark, at: [keep(mark.at[0] + dx), keep(mark.at[1] + dy)] });
  }
  const outline = plan.outlines.find((o) => o.zoneId === chosen.zoneId);
  if (!outline) return plan;
  const { corner } = chosen;
  if (corner !== null) {
    const points = outline.points.map(
      (p, i): PlanPoint => (i === corner ? [keep(p[0] + dx), keep(p[1] + dy)] : p),
    );
    return putOutline(plan, { ...outline, points });
  }
  const room = (axis: 0 | 1, by: number) => {
    const values = outline.points.map((p) => p[axis]);
    return Math.max(-Math.min(...values), Math.min(1 - Math.max(...values), by));
  };
  const [mx, my] = [room(0, dx), room(1, dy)];
  return putOutline(plan, {
    ...outline,
    points: outline.points.map((p): PlanPoint => [keep(p[0] + mx), keep(p[1] + my)]),
  });
}

/** Width over height of the sheet. */
export function aspectOf(plan: FloorPlan): number {
  return plan.picture ? plan.picture.width / plan.picture.height : 4 / 3;
}
