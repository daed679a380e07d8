import type { Permission } from '@anyuan/contracts/permissions.ts';
import { v7 } from 'uuid';

interface Subject {
  schoolId: string;
  incidentId: string;
}

export const newIncident = ({ schoolId }: Subject) => ({
  schoolId,
  incidentId: v7(),
  source: 'call' as const,
  kind: 'other' as const,
  title: 'x',
  occurredAt: 1,
});

/** Input of the incident routes that gets past the parser, for the permission matrix. */
export const incidentBodies = (subject: Subject) => ({
  openIncident: () => newIncident(subject),
  assessIncident: () => ({ kind: 'other', level: 1, grade: 'red', assessment: 'x' }),
  handleIncident: () => ({ what: 'x' }),
  concludeIncident: () => ({ conclusion: 'x' }),
  reviewIncident: () => ({ conclusion: 'x', findings: [] }),
  reopenIncident: () => ({ why: 'x' }),
  assignIncident: () => ({ ownerId: v7() }),
  orderIncident: () => ({ instruction: 'x', dueAt: 1 }),
  answerOrder: () => ({ orderId: v7(), answer: 'x' }),
  settleOrder: () => ({ orderId: v7() }),
  finishFinding: () => ({ findingId: v7(), result: 'x' }),
  offerIncident: () => ({ note: 'x' }),
  returnIncident: () => ({ reason: 'x' }),
  addInvolved: () => ({ involvedId: v7(), name: 'x', minor: true, part: 'other' }),
  removeInvolved: () => ({ involvedId: v7() }),
  revealInvolved: () => ({ involvedId: v7(), reason: 'x' }),
  linkAlarm: () => ({ what: 'x' }),
  mergeIncident: () => ({ otherId: subject.incidentId, why: 'x' }),
  sendQuickReport: () => ({
    ...{ id: v7(), schoolId: subject.schoolId, kind: 'other', zoneId: null, place: 'x' },
    ...{ position: null, words: 'x', parts: [], madeAt: 1, sentAt: 1 },
  }),
  closeQuickReport: () => ({ reason: 'x' }),
  openIncidentOfReport: () => ({ kind: 'other', title: 'x' }),
  splitIncident: () => ({ newId: v7(), title: 'x', alarmIds: [], involvedIds: [], why: 'x' }),
  addSchoolNote: () => ({ text: 'x' }),
  addPoliceNote: () => ({ text: 'x' }),
  savePlatforms: () => ({ platforms: [] }),
  saveDigestTime: () => ({ atMinute: 450 }),
  saveDeadlines: () => ({
    deadlines: [{ stage: 'assess', withinMin: 60, remindBeforeMin: 20, climbEveryMin: 30 }],
  }),
});

/** What each account of school 1 may do with its incidents, written by hand like the rest. */
export const incidentPermissions: Record<string, readonly Permission[]> = {
  guard: ['incident.report', 'incident.schoolLine'],
  teacher: ['incident.report', 'incident.schoolLine'],
  affairs: [
    'incident.view',
    'incident.report',
    'incident.handle',
    'incident.schoolLine',
    'incident.schoolNotes',
    'incident.review',
  ],
  leader: [
    'incident.view',
    'incident.report',
    'incident.handle',
    'incident.schoolLine',
    'incident.schoolNotes',
    'incident.supervise',
    'incident.review',
  ],
  officer: [
    'incident.view',
    'incident.report',
    'incident.handle',
    'incident.policeLine',
    'incident.policeNotes',
  ],
  command: [
    'incident.view',
    'incident.report',
    'incident.handle',
    'incident.policeLine',
    'incident.policeNotes',
    'incident.supervise',
    'incident.review',
  ],
  bureau: ['incident.view', 'incident.policeLine', 'incident.supervise', 'incident.review'],
  edu: ['incident.view', 'incident.schoolLine', 'incident.supervise', 'incident.review'],
  admin: ['incident.view', 'incident.rules'],
};
