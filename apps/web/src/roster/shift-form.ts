import type { DayKind, RotationStep, Shift, ShiftInput } from '@anyuan/contracts/roster.ts';

/** What the editor begins with. The id is made here, so that saving twice is saving once. */
export interface ShiftDraft {
  id: string;
  version: number;
  input: ShiftInput;
}

/** From tomorrow on: who stands there today is decided already. */
export function newDraft(today: string): ShiftDraft {
  const tomorrow = new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000);
  return {
    id: crypto.randomUUID(),
    version: 0,
    input: {
      name: '',
      post: 'guard',
      rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
      startsOn: tomorrow.toISOString().slice(0, 10),
      fromMinute: 450,
      toMinute: 1080,
      buildingId: null,
      runsOn: ['schoolDay', 'makeUpDay'],
      rotation: [[]],
      rotationStep: 'week',
    },
  };
}

export function draftOf({ id, version, organisationId: _at, ...input }: Shift): ShiftDraft {
  return { id, version, input: { ...input, runsOn: [...input.runsOn] } };
}

/** Lists for choices; the contract's own would bring its schemas into the page. */
export const dayKinds: readonly DayKind[] = ['schoolDay', 'makeUpDay', 'weekend', 'holiday'];
export const rotationSteps: readonly RotationStep[] = ['occurrence', 'day', 'week'];
export const rosterPosts: readonly ShiftInput['post'][] = [
  'guard',
  'floorTeacher',
  'studentAffairs',
  'schoolDoctor',
  'dutyLeader',
  'counsellor',
  'communityOfficer',
  'patrolTeam',
  'stationCommand',
];
