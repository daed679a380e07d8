import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { makePictureFiles } from '../places/pictures.ts';
import type { Db } from '../platform/db.ts';
import { demonstrationPeople, type PersonOutline } from './demonstration-people.ts';
import {
  demonstrationSchools,
  educationBureauName,
  policeBureauName,
  privacyKinds,
  type SchoolOutline,
  stationNames,
  type ZoneOutline,
} from './demonstration-places.ts';
import { plansOf } from './demonstration-plans.ts';
import { calendarRows, requiredPostRows, shiftRows } from './demonstration-rosters.ts';
import { seedId } from './ids.ts';
import { findAnyOrganisation, insertRows, lockSeeding } from './store.ts';

/** One password for every demonstration account; the administrator must change it at once. */
export const demonstrationPassword = 'anyuan-demo';

export interface DemonstrationAccount {
  login: string;
  password: string;
  what: { zh: string; en: string };
}

/** For the start banner: who can sign in and as what. */
export const demonstrationAccounts: readonly DemonstrationAccount[] = demonstrationPeople.flatMap(
  ({ login, what }) => (what ? [{ login, password: demonstrationPassword, what }] : []),
);

/** Key in `installation`: this is demonstration data, terminals of this machine may enrol themselves. */
export const demonstrationMark = 'demonstration';

const policeBureauId = seedId('policeBureau');
const educationBureauId = seedId('educationBureau');

/**
 * Fills an empty database with an invented county. Returns false, changing nothing, where there is
 * already an organisation.
 */
export async function seedDemonstration({
  db,
  dataDir,
}: {
  db: Db;
  /** Where pictures lie; without it floors are drawn on plain sheets. */
  dataDir?: string;
}): Promise<boolean> {
  // Hashed once: thirty hashes would take longer than everything else together.
  const passwordHash = await hash(demonstrationPassword);
  return await db.query.transaction().execute(async (tx) => {
    await lockSeeding(tx);
    if (await findAnyOrganisation(tx)) return false;
    await insertRows(tx, 'organisation', organisationRows());
    await insertRows(tx, 'place', demonstrationSchools.flatMap(placeRows));
    await insertRows(tx, 'terminal', demonstrationSchools.flatMap(terminalRows));
    await insertRows(tx, 'person', personRows(passwordHash));
    await insertRows(tx, 'role_assignment', demonstrationPeople.map(roleRow));
    await insertRows(tx, 'shift', shiftRows());
    await insertRows(tx, 'required_post', requiredPostRows());
    await insertRows(tx, 'calendar_day', calendarRows());
    await insertRows(tx, 'picture', dataDir === undefined ? [] : await pictureRows(dataDir));
    await insertRows(tx, 'floor_plan', planRows(dataDir !== undefined));
    await insertRows(tx, 'plan_point', pointRows());
    await insertRows(tx, 'installation', [{ key: demonstrationMark, value: true }]);
    return true;
  });
}

function organisationRows() {
  const row = (path: string, kind: string, name: string, police?: string, education?: string) => ({
    id: seedId(path),
    kind,
    name,
    police_parent_id: police ?? null,
    education_parent_id: education ?? null,
    time_zone: 'Asia/Shanghai',
  });
  return [
    row('policeBureau', 'policeBureau', policeBureauName),
    row('educationBureau', 'educationBureau', educationBureauName),
    ...stationNames.map((name, i) =>
      row(`station/${i + 1}`, 'policeStation', name, policeBureauId),
    ),
    ...demonstrationSchools.map((s) =>
      row(
        `school/${s.number}`,
        'school',
        s.name,
        seedId(`station/${s.station}`),
        educationBureauId,
      ),
    ),
  ];
}

/** Every zone of a school with the path of its parent. */
function zonesOf(school: SchoolOutline): { zone: ZoneOutline; parent: string }[] {
  const path = `school/${school.number}`;
  const inside = school.buildings.flatMap((b) =>
    b.floors.flatMap((floor) =>
      floor.zones.map((zone) => ({ zone, parent: `${path}/${b.key}/${floor.name}` })),
    ),
  );
  return [...inside, ...school.outdoors.map((zone) => ({ zone, parent: `${path}/campus` }))];
}

function placeRows(school: SchoolOutline) {
  const path = `school/${school.number}`;
  const schoolId = seedId(path);
  let position = 0;
  // A few metres apart: enough to see on a map that they are different places.
  const row = (own: string, parent: string | null, kind: string, name: string) => ({
    id: seedId(own),
    school_id: schoolId,
    parent_id: parent === null ? null : seedId(parent),
    kind,
    name,
    zone_kind: null as string | null,
    privacy: false,
    latitude: school.latitude + (position % 5) * 0.0002,
    longitude: school.longitude + Math.floor(position / 5) * 0.0002,
    position: position++,
  });
  const buildings = school.buildings.flatMap((b) => [
    row(`${path}/${b.key}`, `${path}/campus`, 'building', b.name),
    ...b.floors.map((floor) =>
      row(`${path}/${b.key}/${floor.name}`, `${path}/${b.key}`, 'floor', floor.name),
    ),
  ]);
  const zones = zonesOf(school).map(({ zone, parent }) => ({
    ...row(`${path}/zone/${zone.key}`, parent, 'zone', zone.name),
    zone_kind: zone.kind,
    privacy: privacyKinds.includes(zone.kind),
  }));
  return [row(`${path}/campus`, null, 'campus', school.campus), ...buildings, ...zones];
}

function terminalRows(school: SchoolOutline) {
  const path = `school/${school.number}`;
  return zonesOf(school).flatMap(({ zone }) => {
    if (zone.terminal === undefined) return [];
    const [number] = zone.terminal.split(' ');
    return [
      {
        id: seedId(`terminal/${number}`),
        school_id: seedId(path),
        zone_id: seedId(`${path}/zone/${zone.key}`),
        name: zone.terminal,
        arrival_code: randomBytes(12).toString('base64url'),
        config: {},
        config_version: 1,
        state: 'unknown',
        demonstration: true,
      },
    ];
  });
}

function personRows(passwordHash: string) {
  return demonstrationPeople.map((person) => ({
    id: seedId(`person/${person.login}`),
    login: person.login,
    name: person.name,
    title: person.title,
    // An address that cannot exist (RFC 2606): there is a way to reach them, and no mail to anybody.
    email: `${person.login}@anyuan.invalid`,
    password_hash: passwordHash,
    must_change_password: person.role === 'administrator',
    locale: 'zh',
    failed_sign_ins: 0,
    active: true,
  }));
}

function roleRow(person: PersonOutline) {
  return {
    person_id: seedId(`person/${person.login}`),
    organisation_id: seedId(person.organisation),
    role: person.role,
  };
}

const drawnPlans = () => demonstrationSchools.flatMap(plansOf);

async function pictureRows(dataDir: string) {
  const files = makePictureFiles(dataDir);
  return await Promise.all(
    drawnPlans().map(async ({ path, schoolPath, svg, plan }) => {
      const name = { schoolId: seedId(schoolPath), id: seedId(`${path}/picture`) };
      const bytes = Buffer.from(svg, 'utf8');
      await files.write(name, bytes);
      const { width = 1, height = 1 } = plan.picture ?? {};
      return {
        ...{ id: name.id, school_id: name.schoolId, media: 'image/svg+xml', width, height },
        ...{ bytes: bytes.length, added_at: 0, added_by: null },
      };
    }),
  );
}

function planRows(withPictures: boolean) {
  return drawnPlans().map(({ path, schoolPath, plan }) => ({
    id: seedId(`${path}/plan`),
    school_id: seedId(schoolPath),
    place_id: seedId(path),
    version: 1,
    body: withPictures ? plan : { ...plan, picture: null },
    saved_at: 0,
    saved_by: null,
  }));
}

function pointRows() {
  return drawnPlans().flatMap(({ path, schoolPath, plan }) =>
    plan.marks
      .filter((mark) => mark.kind !== 'terminal')
      .map(({ id, kind, name }) => ({
        ...{ id, kind, name, school_id: seedId(schoolPath), place_id: seedId(path) },
        ...{ url: null, archived_at: null },
      })),
  );
}
