/** Roles a person has **at** an organisation; they reach everything below it. */
export const roles = [
  'administrator',
  'bureauLeader',
  'stationCommand',
  'stationOfficer',
  'educationOfficer',
  'schoolLeader',
  'studentAffairs',
  'guard',
  'teacher',
] as const;
export type Role = (typeof roles)[number];

/** What can be allowed. Who has which is decided in core/people/permissions.ts alone. */
export const permissions = [
  'alarm.view',
  'alarm.raise',
  'alarm.respond',
  'alarm.close',
  'alarm.review',
  'recording.play',
  'terminal.view',
  'terminal.manage',
  'ticket.handle',
  'place.manage',
  'phrase.manage',
  'hearing.manage',
  'channel.manage',
  'operation.view',
  'backup.manage',
  'retention.manage',
  'software.manage',
  'people.view',
  'audit.view',
  'people.manage',
  'organisation.manage',
  'plan.view',
  'plan.manage',
  'roster.view',
  'roster.manage',
  'contact.manage',
  'incident.view',
  'incident.report',
  'incident.handle',
  'incident.supervise',
  'incident.review',
  'incident.rules',
  // Which side a person stands on, and whose private notes they may open.
  'incident.schoolLine',
  'incident.policeLine',
  'incident.schoolNotes',
  'incident.policeNotes',
  'drill.view',
  'drill.manage',
  'drill.test',
  'talk.open',
  'talk.listen',
  'figures.view',
] as const;
export type Permission = (typeof permissions)[number];

export const organisationKinds = [
  'policeBureau',
  'policeStation',
  'educationBureau',
  'school',
] as const;
export type OrganisationKind = (typeof organisationKinds)[number];
