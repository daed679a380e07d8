import type { OrganisationKind, Permission, Role } from '@anyuan/contracts/permissions.ts';
import { permissions } from '@anyuan/contracts/permissions.ts';

/** An organisation as far as reach is concerned. */
export interface OrganisationNode {
  id: string;
  kind: OrganisationKind;
  policeParentId: string | null;
  educationParentId: string | null;
}

export interface Assignment {
  organisationId: string;
  role: Role;
}

/** Who runs a place keeps its roster and knows how its people are reached; everybody has their own. */
const rosterKeeper = ['roster.view', 'roster.manage', 'contact.manage'] as const;
const responder = [
  'alarm.view',
  'alarm.raise',
  'alarm.respond',
  'alarm.close',
  'talk.open',
] as const;

/** What lets somebody hear pupils: an administrator keeps the system running and needs none of it. */
const ofWitnesses: ReadonlySet<Permission> = new Set([
  'recording.play',
  'talk.open',
  'talk.listen',
]);

/**
 * Who may do what, each with the least that the work needs.
 * - Whoever responds may close: the one who arrived gives the verdict on the phone.
 * - Recordings of minors are played by those who judge what happened (student affairs, school
 *   leader, station command); an administrator keeps the system running and needs none.
 * - Who is called when is decided by the school: its leader and student affairs edit plans; the
 *   station and the bureaus see them.
 * - How terminals judge what they hear, and where what is, is set by the school as well.
 * - Bureaus watch and review; the school and its station respond.
 * - Figures are for those who answer for a school and for screens in gatehouses; not for teachers, who are called.
 * - What is broken is reported by whoever sees terminals and mended by those who run the school or its station.
 * - Drills are planned by those who answer for the school; buttons are tested by who walks past them.
 */
const matrix: Record<Role, readonly Permission[]> = {
  administrator: permissions.filter((p) => !ofWitnesses.has(p) && !p.startsWith('incident.')),
  bureauLeader: [
    'alarm.view',
    'alarm.review',
    'terminal.view',
    'people.view',
    'audit.view',
    'plan.view',
    'roster.view',
    'drill.view',
    'figures.view',
  ],
  stationCommand: [
    ...responder,
    'alarm.review',
    'recording.play',
    'terminal.view',
    'ticket.handle',
    'operation.view',
    'people.view',
    'people.manage',
    'plan.view',
    ...rosterKeeper,
    'talk.listen',
    'drill.view',
    'drill.manage',
    'drill.test',
    'figures.view',
  ],
  stationOfficer: [...responder, 'terminal.view', 'drill.view', 'drill.test', 'figures.view'],
  educationOfficer: [
    'alarm.view',
    'terminal.view',
    'plan.view',
    'roster.view',
    'drill.view',
    'figures.view',
  ],
  schoolLeader: [
    ...responder,
    'alarm.review',
    'recording.play',
    'terminal.view',
    'ticket.handle',
    'phrase.manage',
    'operation.view',
    'people.view',
    'audit.view',
    'people.manage',
    'plan.view',
    'plan.manage',
    ...rosterKeeper,
    'talk.listen',
    'drill.view',
    'drill.manage',
    'drill.test',
    'hearing.manage',
    'place.manage',
    'figures.view',
  ],
  studentAffairs: [
    ...responder,
    'alarm.review',
    'recording.play',
    'terminal.view',
    'ticket.handle',
    'phrase.manage',
    'operation.view',
    'people.view',
    'plan.view',
    'plan.manage',
    ...rosterKeeper,
    'talk.listen',
    'drill.view',
    'drill.manage',
    'drill.test',
    'hearing.manage',
    'place.manage',
    'figures.view',
  ],
  guard: [
    ...responder,
    'terminal.view',
    'ticket.handle',
    'drill.view',
    'drill.test',
    'figures.view',
  ],
  teacher: [...responder, 'drill.view'],
};

/** Those who work an incident: enter, assess, handle, hand over. */
const caseworker = ['incident.view', 'incident.report', 'incident.handle'] as const;
/** Leaders chase: owner, deadline, instruction, reopening. */
const supervisor = ['incident.view', 'incident.supervise', 'incident.review'] as const;
const schoolSide = ['incident.schoolLine', 'incident.schoolNotes'] as const;
const policeSide = ['incident.policeLine', 'incident.policeNotes'] as const;

/**
 * The same for incidents. Private notes are for those who work them, not for those who watch. An
 * administrator sets the deadlines and sees that work goes on; people and notes are not theirs.
 */
const incidentMatrix: Record<Role, readonly Permission[]> = {
  administrator: ['incident.view', 'incident.rules'],
  bureauLeader: [...supervisor, 'incident.policeLine'],
  stationCommand: [...caseworker, ...supervisor, ...policeSide],
  stationOfficer: [...caseworker, ...policeSide],
  educationOfficer: [...supervisor, 'incident.schoolLine'],
  schoolLeader: [...caseworker, ...supervisor, ...schoolSide],
  studentAffairs: [...caseworker, ...schoolSide, 'incident.review'],
  guard: ['incident.report', 'incident.schoolLine'],
  teacher: ['incident.report', 'incident.schoolLine'],
};

/**
 * Channels are one set for the whole installation (mail account, webhook): who administers only one
 * school of several must not redirect the messages of the others. Backups hold everybody's data.
 */
const installationWide: ReadonlySet<Permission> = new Set([
  'channel.manage',
  'organisation.manage',
  'backup.manage',
  'retention.manage',
  'software.manage',
]);

/** A school does not set the deadlines by which it is supervised, unless nobody stands above it. */
const fromAbove: ReadonlySet<Permission> = new Set(['incident.rules']);

/** Held at the own organisation only: a station watches over its schools but does not run their rosters. */
const atOwnPlace: ReadonlySet<Permission> = new Set([
  'roster.manage',
  'contact.manage',
  'people.manage',
]);

/** Permissions that a role carries at its organisation. */
export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return new Set([...matrix[role], ...incidentMatrix[role]]);
}

/** The tree of organisations, indexed once for many people. */
export interface OrganisationTree {
  /** The organisation and everything below it. */
  below(organisationId: string): ReadonlySet<string>;
  isSchool(organisationId: string): boolean;
  /** Has no parent of either side. */
  isTop(organisationId: string): boolean;
}

/**
 * Police organisations reach along police parents, education bureaus along education parents;
 * a school reaches itself. An unknown id reaches nothing; a cycle in the data ends.
 */
export function organisationTree(organisations: readonly OrganisationNode[]): OrganisationTree {
  const byId = new Map(organisations.map((o) => [o.id, o]));
  const children = new Map<string, string[]>();
  const hang = (childId: string, parentId: string | null, line: 'police' | 'education') => {
    const parent = parentId === null ? undefined : byId.get(parentId);
    if (parent === undefined || lineOf(parent.kind) !== line) return;
    const siblings = children.get(parent.id);
    if (siblings) siblings.push(childId);
    else children.set(parent.id, [childId]);
  };
  for (const o of organisations) {
    hang(o.id, o.policeParentId, 'police');
    hang(o.id, o.educationParentId, 'education');
  }
  const known = new Map<string, ReadonlySet<string>>();
  return {
    below(id) {
      const found = known.get(id);
      if (found) return found;
      const reached = byId.has(id) ? walk(id, children) : new Set<string>();
      known.set(id, reached);
      return reached;
    },
    isSchool: (id) => byId.get(id)?.kind === 'school',
    isTop: (id) => {
      const o = byId.get(id);
      return o !== undefined && o.policeParentId === null && o.educationParentId === null;
    },
  };
}

function lineOf(kind: OrganisationKind): 'police' | 'education' | 'none' {
  if (kind === 'policeBureau' || kind === 'policeStation') return 'police';
  return kind === 'educationBureau' ? 'education' : 'none';
}

function walk(fromId: string, children: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set([fromId]);
  // A set grows while it is walked, so this visits every descendant once.
  for (const id of seen) for (const child of children.get(id) ?? []) seen.add(child);
  return seen;
}

/** What the assignments of one person add up to. */
export interface Reach {
  /** Every permission held anywhere. */
  permissions: ReadonlySet<Permission>;
  may(permission: Permission, organisationId: string): boolean;
  schoolIds(permission: Permission): ReadonlySet<string>;
}

/** The one place where (role, organisation, subject) is decided. */
export function reachOf(tree: OrganisationTree, assignments: readonly Assignment[]): Reach {
  const grants = assignments
    .map((a) => ({
      allowed: allowedAt(tree, a),
      organisations: tree.below(a.organisationId),
      /** Where `atOwnPlace` holds; an administrator keeps everything running below as well. */
      own: a.role === 'administrator' ? tree.below(a.organisationId) : new Set([a.organisationId]),
    }))
    .filter((g) => g.organisations.size > 0);
  const where = (g: (typeof grants)[number], permission: Permission) =>
    atOwnPlace.has(permission) ? g.own : g.organisations;
  const schools = new Map<Permission, ReadonlySet<string>>();
  return {
    permissions: new Set(permissions.filter((p) => grants.some((g) => g.allowed.has(p)))),
    may: (permission, organisationId) =>
      grants.some((g) => g.allowed.has(permission) && where(g, permission).has(organisationId)),
    schoolIds(permission) {
      let found = schools.get(permission);
      if (!found) {
        const holding = grants.filter((g) => g.allowed.has(permission));
        found = new Set(
          holding.flatMap((g) => [...where(g, permission)].filter((id) => tree.isSchool(id))),
        );
        schools.set(permission, found);
      }
      return found;
    },
  };
}

function allowedAt(tree: OrganisationTree, assignment: Assignment): ReadonlySet<Permission> {
  const allowed = permissionsOf(assignment.role);
  if (tree.isTop(assignment.organisationId)) return allowed;
  const isSchool = tree.isSchool(assignment.organisationId);
  const isHeld = (p: Permission) => !installationWide.has(p) && !(isSchool && fromAbove.has(p));
  return new Set([...allowed].filter(isHeld));
}
