import type { OrganisationKind, Permission, Role } from '@anyuan/contracts/permissions.ts';
import type { Assignment } from './permissions.ts';

/** Which roles there are at which kind of organisation; an administrator may sit anywhere. */
const kindOf: Record<Exclude<Role, 'administrator'>, OrganisationKind> = {
  bureauLeader: 'policeBureau',
  stationCommand: 'policeStation',
  stationOfficer: 'policeStation',
  educationOfficer: 'educationBureau',
  schoolLeader: 'school',
  studentAffairs: 'school',
  guard: 'school',
  teacher: 'school',
};

export function roleFits(role: Role, kind: OrganisationKind): boolean {
  return role === 'administrator' || kindOf[role] === kind;
}

export interface Manager {
  permissions: ReadonlySet<Permission>;
  may(permission: Permission, organisationId: string): boolean;
}

/** Runs the whole installation: everything that follows is theirs. */
export function runsAll({ permissions }: Manager): boolean {
  return permissions.has('organisation.manage');
}

/** A role that somebody may give: never more than they could take away, and no administrators. */
export function mayGrant(who: Manager, { organisationId, role }: Assignment): boolean {
  if (runsAll(who)) return true;
  return role !== 'administrator' && who.may('people.manage', organisationId);
}

/**
 * May this account be edited, disabled, given a new password? Only by who manages every place where it
 * serves: else the leader of a school could take over an account of the bureau.
 */
export function mayManage(who: Manager, assignments: readonly Assignment[]): boolean {
  if (runsAll(who)) return true;
  return assignments.length > 0 && assignments.every((a) => mayGrant(who, a));
}
