import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Permission, permissions, type Role, roles } from '@anyuan/contracts/permissions.ts';
import fc from 'fast-check';
import { type OrganisationNode, organisationTree, permissionsOf, reachOf } from './permissions.ts';

const node = (
  id: string,
  kind: OrganisationNode['kind'],
  policeParentId: string | null = null,
  educationParentId: string | null = null,
): OrganisationNode => ({ id, kind, policeParentId, educationParentId });

const county = [
  node('police', 'policeBureau'),
  node('station1', 'policeStation', 'police'),
  node('station2', 'policeStation', 'police'),
  node('education', 'educationBureau'),
  node('school1', 'school', 'station1', 'education'),
  node('school2', 'school', 'station1', 'education'),
  node('school3', 'school', 'station2', 'education'),
];
const tree = organisationTree(county);
const schoolsOf = (organisationId: string, role: Role) =>
  [...reachOf(tree, [{ organisationId, role }]).schoolIds('alarm.view')].sort();

test('everyone sees the schools of their own tree and no others', () => {
  assert.deepEqual(schoolsOf('police', 'bureauLeader'), ['school1', 'school2', 'school3']);
  assert.deepEqual(schoolsOf('education', 'educationOfficer'), ['school1', 'school2', 'school3']);
  assert.deepEqual(schoolsOf('station1', 'stationCommand'), ['school1', 'school2']);
  assert.deepEqual(schoolsOf('station2', 'stationOfficer'), ['school3']);
  assert.deepEqual(schoolsOf('school2', 'teacher'), ['school2']);
  assert.deepEqual(schoolsOf('nowhere', 'administrator'), []);
});

test('a school never reaches up or sideways', () => {
  const reach = reachOf(tree, [{ organisationId: 'school1', role: 'schoolLeader' }]);
  for (const other of ['police', 'station1', 'education', 'school2', 'school3']) {
    for (const permission of permissions) assert.equal(reach.may(permission, other), false);
  }
});

const byRole = (a: (typeof roles)[number], b: (typeof roles)[number]) =>
  roles.indexOf(a) - roles.indexOf(b);

test('who responds can close; bureaus watch; recordings stay with those who judge', () => {
  const having = (permission: (typeof permissions)[number]) =>
    roles.filter((role) => permissionsOf(role).has(permission));
  const responders = having('alarm.respond');
  assert.deepEqual(having('alarm.close'), responders);
  assert.ok(responders.includes('teacher') && responders.includes('guard'));
  assert.equal(responders.includes('educationOfficer'), false);
  assert.equal(responders.includes('bureauLeader'), false);
  assert.deepEqual(having('recording.play'), ['stationCommand', 'schoolLeader', 'studentAffairs']);
  for (const p of ['terminal.manage', 'channel.manage'] as const) {
    assert.deepEqual(having(p), ['administrator']);
  }
  // Who hears that an alarm is stuck must be able to send somebody by voice.
  assert.deepEqual(
    having('operation.view'),
    having('recording.play').concat('administrator').sort(byRole),
  );
  assert.deepEqual(having('alarm.view'), [...roles]);
});

test('the administrator of one school among several does not hold the channels of all', () => {
  const ofSchool = reachOf(tree, [{ organisationId: 'school1', role: 'administrator' }]);
  assert.equal(ofSchool.permissions.has('channel.manage'), false);
  assert.equal(ofSchool.permissions.has('incident.rules'), false, 'supervised, not supervising');
  assert.equal(ofSchool.may('terminal.manage', 'school1'), true);
  const ofAll = reachOf(tree, [{ organisationId: 'police', role: 'administrator' }]);
  assert.equal(ofAll.permissions.has('channel.manage'), true);
  const alone = organisationTree([node('only', 'school')]);
  const ofOnly = reachOf(alone, [{ organisationId: 'only', role: 'administrator' }]);
  assert.equal(ofOnly.permissions.has('channel.manage'), true);
  assert.equal(ofOnly.permissions.has('incident.rules'), true);
});

test('a cycle among parents ends', () => {
  const knot = organisationTree([
    node('a', 'policeBureau', 'b'),
    node('b', 'policeBureau', 'a'),
    node('s', 'school', 'b'),
  ]);
  assert.deepEqual([...knot.below('a')].sort(), ['a', 'b', 's']);
});

/** Random forests: parents may be anything, of the wrong kind and missing as well. */
const forest = fc
  .array(
    fc.record({
      kind: fc.constantFrom<OrganisationNode['kind']>(
        'policeBureau',
        'policeStation',
        'educationBureau',
        'school',
      ),
      police: fc.option(fc.nat(14), { nil: null }),
      education: fc.option(fc.nat(14), { nil: null }),
    }),
    { minLength: 1, maxLength: 15 },
  )
  .map((rows) =>
    rows.map((r, i) =>
      node(
        `o${i}`,
        r.kind,
        r.police === null ? null : `o${r.police}`,
        r.education === null ? null : `o${r.education}`,
      ),
    ),
  );
const assignments = fc.array(
  fc.record({
    organisationId: fc.nat(15).map((i) => `o${i}`),
    role: fc.constantFrom(...roles),
  }),
  { maxLength: 4 },
);

/** Climbs from the subject: another way to the same answer than walking down. */
function isUnder(all: readonly OrganisationNode[], id: string, topId: string): boolean {
  const seen = new Set<string>();
  const open = [id];
  while (open.length > 0) {
    const at = open.pop() as string;
    if (at === topId) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    const organisation = all.find((o) => o.id === at);
    const police = all.find((o) => o.id === organisation?.policeParentId);
    const education = all.find((o) => o.id === organisation?.educationParentId);
    if (police?.kind.startsWith('police')) open.push(police.id);
    if (education?.kind === 'educationBureau') open.push(education.id);
  }
  return false;
}

/** A school under somebody: its deadlines are set above it. */
function isSupervised(all: readonly OrganisationNode[], id: string): boolean {
  const o = all.find((one) => one.id === id);
  return o?.kind === 'school' && (o.policeParentId !== null || o.educationParentId !== null);
}

const atOwnPlace = new Set<Permission>(['roster.manage', 'contact.manage', 'people.manage']);

/** Only at the top of a tree. */
const installationWide = new Set([
  'channel.manage',
  'organisation.manage',
  'backup.manage',
  'retention.manage',
  'software.manage',
]);

test('property: nobody may anything outside the trees of their own roles', () => {
  fc.assert(
    fc.property(forest, assignments, (organisations, held) => {
      const reach = reachOf(organisationTree(organisations), held);
      for (const { id, kind } of organisations) {
        for (const permission of permissions) {
          const expected = held.some(
            (a) =>
              organisations.some((o) => o.id === a.organisationId) &&
              permissionsOf(a.role).has(permission) &&
              !(permission === 'incident.rules' && isSupervised(organisations, a.organisationId)) &&
              (a.role === 'administrator' || !atOwnPlace.has(permission)
                ? isUnder(organisations, id, a.organisationId)
                : id === a.organisationId),
          );
          if (installationWide.has(permission)) {
            if (reach.may(permission, id)) assert.ok(expected);
            continue;
          }
          assert.equal(reach.may(permission, id), expected);
          assert.equal(reach.schoolIds(permission).has(id), expected && kind === 'school');
          if (expected) assert.ok(reach.permissions.has(permission));
        }
      }
    }),
    { numRuns: 300 },
  );
});
