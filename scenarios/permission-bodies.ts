import { defaultPlan } from '@anyuan/contracts/alarm.ts';
import type { Permission } from '@anyuan/contracts/permissions.ts';
import type { RouteName } from '@anyuan/contracts/routes/index.ts';
import { shippedPlaybooks } from '@anyuan/core/playbook/shipped.ts';
import { v7 } from 'uuid';
import * as tickets from './ticket-bodies.ts';

/** What these name is not there, which is answered alike: the permission was held. */
export const absent: readonly RouteName[] = [
  ...tickets.absentTickets,
  'changeRollout',
  'startRollout',
  'previewRollout',
  'showRollout',
  'removeShift',
  'restoreShift',
  'changeDuty',
  'undoDutyChange',
  'cancelLeave',
  'editPlace',
  'movePlace',
  'removePlace',
  'undoPlaceChange',
  'showFloorPlan',
  'openCamera',
  'listFloorPlanVersions',
  'saveFloorPlan',
  'showPicture',
  'addTerminal',
  'editTerminal',
  'removeTerminal',
  'savePerson',
  'setPersonActive',
  'resetPassword',
  'listPersonChanges',
  'showPeopleImport',
  'listPeopleImportRows',
  'applyPeopleImport',
  'correctPeopleImportRow',
  'takeBackPeopleImport',
  'readFirstPasswords',
  'addContact',
  'removeContact',
  'restoreContact',
  'revealContact',
  'showLeaving',
  'leavePerson',
  'undoLeaving',
  'sendReportPart',
  'showQuickReport',
  'openReportPart',
  'closeQuickReport',
  'reopenQuickReport',
  'openIncidentOfReport',
];

/** Held, but at the own organisation only: a station does not run the roster of its schools. */
export const notHere: Record<string, readonly Permission[]> = {
  command: ['roster.manage', 'contact.manage'],
};

/** Of nothing that exists. */
export const rosterIds = {
  shiftId: v7(),
  changeId: v7(),
  leaveId: v7(),
  swapId: v7(),
  testId: v7(),
  handOverId: v7(),
  contactId: v7(),
  personId: v7(),
  takeId: v7(),
  filterId: v7(),
  reportId: v7(),
  ...tickets.ticketIds,
  code: 'p01',
  day: '2026-09-16',
};

/** Input of the roster's routes that gets past the parser. */
export const rosterBodies = {
  // Of a consent that is not today's: refused, and nobody is noted.
  addVoice: () => ({ code: 'p99', agreed: true, consentVersion: 0, locale: 'zh' }),
  previewShift: () => shift(),
  saveShift: () => ({ ...shift(), version: 7 }),
  changeDuty: () => ({ kind: 'add', inId: v7() }),
  addLeave: () => ({ personId: v7(), fromAt: 1, toAt: 2, substituteId: null, note: '' }),
  saveCalendar: () => ({ table: '', remove: [] }),
  saveRequiredPosts: () => ({ required: [] }),
  askSwap: () => ({ shiftId: v7(), day: '2026-09-16', toId: v7(), note: '' }),
  answerSwap: () => ({ agree: true }),
  beginReachTest: () => ({ replyMinutes: 5 }),
  saveReachRule: () => ({ enabled: false, weekdays: [1], atMinute: 0, replyMinutes: 5 }),
  writeHandOver: () => ({ shiftId: v7(), day: '2026-09-16', items: [], note: '' }),
  signHandOver: () => ({ note: '' }),
  addMyContact: () => ({ channel: 'phone', address: 'no number' }),
  orderMyContacts: () => ({ contactIds: [] }),
  saveQuietHours: () => ({ quiet: null }),
  confirmContact: () => ({ code: '000000' }),
  addContact: () => ({ channel: 'phone', address: 'no number' }),
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

export const drillBodies = (subject: { schoolId: string; zoneId: string; terminalId: string }) => ({
  ...tickets.ticketBodies,
  planDrill: () => ({
    schoolId: subject.schoolId,
    title: '…',
    places: [{ zoneId: subject.zoneId, terminalId: null }],
    judged: ['guard'],
    answerWithinSec: 20,
    announced: true,
    schedule: null,
  }),
  openTalk: () => ({ mode: 'talk', sdp: 'v=0 no sound' }),
  setListening: () => ({ allowed: false }),
  cancelDrill: () => ({ cancelled: true }),
  armPointTest: () => ({ terminalId: subject.terminalId }),
  endPointTest: () => ({ outcome: 'cancelled' }),
  uploadRelease: () => ({}),
  startRollout: () => ({
    ...{ version: '9.9.9', firstTerminalId: '0198a000-0000-7000-8000-000000000009' },
    ...{ stages: [{ kind: 'all' }], healthyMin: 5, failedMax: 0 },
  }),
  previewRollout: () => ({ version: '9.9.9', firstTerminalId: null, stages: [{ kind: 'all' }] }),
  changeRollout: () => ({ change: 'pause', reason: '…' }),
  saveDeviceSettings: () => ({
    ...{ scope: 'organisation', subject: '', own: { volume: 0.5 } },
    ...{ baseVersion: 0, reason: '…' },
  }),
  saveHearing: () => ({ scope: 'school', subject: '', own: {}, baseVersion: 0, reason: '…' }),
});

/** Drills, talk and hearing, as `near` of the matrix: written out by hand. */
export const drillPermissions: Record<string, readonly Permission[]> = {
  guard: ['talk.open', 'drill.view', 'drill.test'],
  teacher: ['talk.open', 'drill.view'],
  affairs: [
    'hearing.manage',
    'talk.open',
    'talk.listen',
    'drill.view',
    'drill.manage',
    'drill.test',
  ],
  leader: [
    'hearing.manage',
    'talk.open',
    'talk.listen',
    'drill.view',
    'drill.manage',
    'drill.test',
  ],
  officer: ['talk.open', 'drill.view', 'drill.test'],
  command: ['talk.open', 'talk.listen', 'drill.view', 'drill.manage', 'drill.test'],
  bureau: ['drill.view'],
  edu: ['drill.view'],
  admin: ['hearing.manage', 'drill.view', 'drill.manage', 'drill.test'],
};

const keepDays = {
  ...{ alarms: 1095, messages: 365, audit: 1095 },
  ...{ quickReports: 90, tickets: 1095, clips: 7, privacyClips: 3 },
};

/** Figures of schools: for those who answer for one and for screens in gatehouses, not for teachers. */
export const figurePermissions: Record<string, readonly Permission[]> = Object.fromEntries(
  ['guard', 'affairs', 'leader', 'officer', 'command', 'bureau', 'edu', 'admin'].map((login) => [
    login,
    ['figures.view'],
  ]),
);
export const figureBodies = {
  saveWallLayout: () => ({ shown: ['minute'], tourSec: 20 }),
  askReport: () => ({
    ...{ id: v7(), kind: 'day', day: '2026-09-16', format: 'xlsx', reason: 'test' },
  }),
  saveTerms: () => ({ terms: [] }),
  saveRetention: () => ({ version: 999, days: keepDays, reason: 'test' }),
  saveFilter: () => ({ name: '…', subject: 'alarms', filter: {}, sharedWith: null }),
};

const { version: _version, ...defaultPlanDraft } = defaultPlan;

/** Input of the routes of plans, playbooks and positions. */
export const planBodies = {
  savePlan: () => ({ basedOn: 999, when: {}, plan: defaultPlanDraft }),
  removePlan: () => ({ basedOn: 999 }),
  restorePlan: () => ({ basedOn: 999, version: 1 }),
  restoreChannel: () => ({ basedOn: null, version: 0 }),
  sharePosition: () => ({ on: false }),
  reportPosition: () => ({ latitude: 40, longitude: 98, accuracyM: 10 }),
  tickPlaybook: () => ({ step: 'go', item: null, done: true }),
  savePlaybook: () => ({ basedOn: 999, playbook: shippedPlaybooks[0]?.playbook }),
  removePlaybook: () => ({ basedOn: 999 }),
  restorePlaybook: () => ({ basedOn: 999, version: 0 }),
};

/** Places and where terminals hang, as `near` of the matrix. */
export const placePermissions: Record<string, readonly Permission[]> = {
  affairs: ['place.manage'],
  leader: ['place.manage', 'people.manage'],
  command: ['people.manage'],
  admin: ['place.manage', 'people.manage', 'organisation.manage'],
};

/** Of nothing that exists. */
export const placeIds = {
  ...{ placeId: v7(), pictureId: v7(), placedTerminalId: v7() },
  ...{ memberId: v7(), unitId: v7(), importId: v7() },
  ...{ quickReportId: v7(), partId: v7(), cameraId: v7() },
  ...{ rolloutId: v7(), sha256: 'a'.repeat(64) },
};

const placeDraft = {
  ...{ name: '…', zoneKind: null, privacy: false, latitude: null, longitude: null },
  neighbourIds: null,
};

/** Input of the routes of places that gets past the parser. */
export const placeBodies = {
  addPlace: () => ({ id: v7(), kind: 'floor', parentId: null, draft: placeDraft }),
  editPlace: () => ({ basedOn: 1, draft: placeDraft }),
  movePlace: () => ({ basedOn: 1, parentId: null, beforeId: null }),
  removePlace: () => ({ basedOn: 1 }),
  saveFloorPlan: () => ({ basedOn: 0, plan: { picture: null, outlines: [], marks: [] } }),
  openCamera: () => ({ alarmId: null }),
  addTerminal: () => ({ id: v7(), name: '…', zoneId: v7() }),
  editTerminal: () => ({ name: '…', zoneId: v7() }),
  removeTerminal: () => ({ removed: true }),
  saveOrganisation: () => ({
    ...{ basedOn: 7, kind: 'school', name: '…', policeParentId: null },
    ...{ educationParentId: null, archived: false },
  }),
  savePerson: () => ({
    basedOn: 7,
    person: {
      ...{ login: 'nobody.yet', name: '…', title: '…', phone: null, email: null, endsOn: null },
      assignments: [{ organisationId: v7(), role: 'teacher' }],
    },
  }),
  leavePerson: () => ({ basedOn: 1, successors: [], acceptEmpty: false }),
  setPersonActive: () => ({ basedOn: 1, active: false }),
  placeSchool: () => ({ latitude: 40, longitude: 101 }),
} satisfies Partial<Record<RouteName, () => object>>;

export const auditPermissions: Record<string, readonly Permission[]> = {
  leader: ['audit.view'],
  bureau: ['audit.view'],
  admin: ['audit.view'],
};

/** Of the whole installation: only who administers the top of the tree. */
export const installationPermissions: Record<string, readonly Permission[]> = {
  admin: ['backup.manage', 'retention.manage', 'software.manage'],
};

export const morePermissions = [
  tickets.ticketPermissions,
  installationPermissions,
  drillPermissions,
  placePermissions,
  figurePermissions,
  auditPermissions,
];

export const queries: Partial<Record<RouteName, object>> = {
  // These ask what for.
  uploadRelease: { signature: 'A'.repeat(86) },
  previewRetention: keepDays,
  playClip: { reason: 'test' },
  openReportPart: { reason: 'test' },
  ...tickets.ticketQueries,
  exportAuditLines: { reason: 'test' },
  takeEvidence: { reason: 'test' },
  exportRecords: { subject: 'alarms', reason: 'test' },
  saveTake: { phrase: '救命', manner: 'calm', metres: '1', recordedAt: '1' },
  saveBackground: { recordedAt: '1' },
  uploadPeople: { fileName: 'x.xlsx' },
};
