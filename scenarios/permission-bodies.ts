import type { RouteName } from '@anyuan/contracts/routes/index.ts';
import { v7 } from 'uuid';

/** What these name is not there, which is answered alike: the permission was held. */
export const absent: readonly RouteName[] = [
  'removeShift',
  'restoreShift',
  'changeDuty',
  'undoDutyChange',
  'cancelLeave',
];

/** Input of the roster's routes that gets past the parser. */
export const rosterBodies = {
  previewShift: () => shift(),
  saveShift: () => ({ ...shift(), version: 7 }),
  changeDuty: () => ({ kind: 'add', inId: v7() }),
  addLeave: () => ({ personId: v7(), fromAt: 1, toAt: 2, substituteId: null, note: '' }),
  saveCalendar: () => ({ table: '', remove: [] }),
  saveRequiredPosts: () => ({ required: [] }),
  askSwap: () => ({ shiftId: v7(), day: '2026-09-16', toId: v7(), note: '' }),
  answerSwap: () => ({ agree: true }),
} satisfies Partial<Record<RouteName, () => object>>;

function shift() {
  return {
    name: '班次',
    post: 'guard',
    rule: 'FREQ=DAILY',
    startsOn: '2026-09-16',
    fromMinute: 0,
    toMinute: 60,
    buildingId: null,
    runsOn: ['schoolDay'],
    rotation: [[v7()]],
    rotationStep: 'day',
  };
}
