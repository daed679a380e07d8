import type { Leave, Shift } from '@anyuan/contracts/roster.ts';
import type { RosterRules } from './occupancy.ts';

/** Shortest roster there is, for tests: one guard every day from 8 to 18. */
export const shift = (change: Partial<Shift> = {}): Shift => ({
  id: 's1',
  organisationId: 'o',
  version: 1,
  name: '保安',
  post: 'guard',
  rule: 'FREQ=DAILY',
  startsOn: '2026-01-01',
  fromMinute: 480,
  toMinute: 1080,
  buildingId: null,
  runsOn: ['schoolDay', 'weekend', 'holiday', 'makeUpDay'],
  rotation: [['a']],
  rotationStep: 'occurrence',
  ...change,
});
export const rulesOf = (change: Partial<RosterRules> = {}): RosterRules => ({
  timeZone: 'Asia/Shanghai',
  shifts: [shift()],
  changes: [],
  leaves: [],
  calendar: new Map(),
  inactive: new Set(),
  ...change,
});
export const leave = (change: Partial<Leave> & Pick<Leave, 'fromAt' | 'toAt'>): Leave => ({
  id: 'l1',
  personId: 'a',
  substituteId: null,
  note: '',
  ...change,
});
