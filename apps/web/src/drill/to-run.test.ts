import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DrillView } from '@anyuan/contracts/routes/drills.ts';
import { drillsToRun } from './to-run.ts';

const now = Date.UTC(2026, 8, 16);
const day = 86_400_000;
const drill = (id: string, more: Partial<DrillView> = {}): DrillView => ({
  ...{ id, schoolId: 's', schoolName: '', title: id, places: [], judged: [], answerWithinSec: 60 },
  ...{ announced: true, schedule: null, dueAt: null, cancelledAt: null, runningId: null, ...more },
});
const weekly = { every: 'week', day: 1, minute: 600 } as const;

test('what has to be seen to: by hand and not held, within a week, running; never what was given up', () => {
  const drills = [
    drill('by hand'),
    drill('held'),
    drill('running', { runningId: 'r' }),
    drill('soon', { schedule: weekly, dueAt: now + 6 * day }),
    drill('later', { schedule: weekly, dueAt: now + 8 * day }),
    drill('over', { schedule: { every: 'once', atMs: now - day } }),
    drill('given up', { cancelledAt: now }),
  ];
  const runs = ['held', 'running'].map((drillId) => ({ drillId }));
  assert.deepEqual(
    drillsToRun(drills, runs, now).map((d) => d.id),
    ['by hand', 'running', 'soon'],
  );
});
