import type { DrillRunView, DrillView } from '@anyuan/contracts/routes/drills.ts';

const weekMs = 7 * 86_400_000;

/** Drills that somebody has to see to: running, begun by hand and not held yet, or coming by themselves within a week. */
export function drillsToRun(
  drills: readonly DrillView[],
  runs: readonly Pick<DrillRunView, 'drillId'>[],
  now: number,
): DrillView[] {
  const held = new Set(runs.map((r) => r.drillId));
  return drills.filter((d) => {
    if (d.cancelledAt !== null) return false;
    if (d.runningId !== null) return true;
    return d.schedule === null ? !held.has(d.id) : d.dueAt !== null && d.dueAt <= now + weekMs;
  });
}
