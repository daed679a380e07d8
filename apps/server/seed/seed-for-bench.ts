import { createHash, randomBytes } from 'node:crypto';
import { defaultPlan, type Post, posts } from '@anyuan/contracts/alarm.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { dayKinds } from '@anyuan/contracts/roster.ts';
import { hash } from '@node-rs/argon2';
import type { Db, Tx } from '../platform/db.ts';
import { seedId } from './ids.ts';
import { analyse, insertRows, lockSeeding, updatePasswords, updateSecrets } from './store.ts';

export interface BenchSeed {
  /** In order; terminal i stands in school i modulo `schools`, in a zone of its own. */
  terminals: { id: string; secret: string; schoolId: string; zoneId: string }[];
  schoolIds: string[];
  /** People who see every bench school. */
  consoles: { login: string; password: string; personId: string }[];
}

export interface BenchSeedOptions {
  db: Db;
  clock: Clock;
  terminals: number;
  schools: number;
  consoles: number;
}

const zonesPerFloor = 20;
const floorsPerBuilding = 5;

/**
 * Terminals in distinct zones with secrets known to the caller, and a plan that merges nothing, so
 * that each detection is one alarm. May be called again: what is there stays, secrets are new.
 * Never for a database that serves a school: its people and alarms are nobody's.
 */
export async function seedForBench(options: BenchSeedOptions): Promise<BenchSeed> {
  const { db, clock } = options;
  const password = randomBytes(9).toString('base64url');
  const passwordHash = await hash(password);
  const schools = Array.from({ length: options.schools }, (_, i) => `bench/school/${i}`);
  const terminals = terminalsOf(options.terminals, schools);
  const consoles = Array.from({ length: options.consoles }, (_, i) => `bench-console-${i + 1}`);
  await db.query.transaction().execute(async (tx) => {
    await lockSeeding(tx);
    await insertRows(tx, 'organisation', organisationRows(schools));
    await insertRows(tx, 'place', placeRows(terminals));
    await insertRows(tx, 'terminal', terminals.map(terminalRow));
    await updateSecrets(
      tx,
      terminals.map(({ id, secret }) => ({ id, hash: sha256(secret) })),
      clock.now(),
    );
    await insertStaff(tx, { schools, consoles, passwordHash });
    await updatePasswords(tx, consoles, passwordHash);
    await insertRows(tx, 'plan', planRows(schools, clock.now()));
  });
  await db.query.transaction().execute(analyse);
  return {
    terminals: terminals.map(({ id, secret, schoolId, zoneId }) => ({
      id,
      secret,
      schoolId,
      zoneId,
    })),
    schoolIds: schools.map(seedId),
    consoles: consoles.map((login) => ({ login, password, personId: seedId(`person/${login}`) })),
  };
}

function sha256(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

interface BenchTerminal {
  id: string;
  secret: string;
  school: string;
  schoolId: string;
  zoneId: string;
  /** Counted within the school. */
  index: number;
}

function terminalsOf(count: number, schools: string[]): BenchTerminal[] {
  return Array.from({ length: count }, (_, i) => {
    const school = schools[i % schools.length] as string;
    return {
      id: seedId(`bench/terminal/${i}`),
      secret: randomBytes(32).toString('base64url'),
      school,
      schoolId: seedId(school),
      zoneId: seedId(`bench/zone/${i}`),
      index: Math.floor(i / schools.length),
    };
  });
}

function organisationRows(schools: string[]) {
  const row = (path: string, kind: string, name: string, police?: string, education?: string) => ({
    id: seedId(path),
    kind,
    name,
    police_parent_id: police ? seedId(police) : null,
    education_parent_id: education ? seedId(education) : null,
    time_zone: 'Asia/Shanghai',
  });
  return [
    row('bench/bureau', 'policeBureau', '压测公安局（演示）'),
    row('bench/education', 'educationBureau', '压测教育局（演示）'),
    row('bench/station', 'policeStation', '压测派出所（演示）', 'bench/bureau'),
    ...schools.map((path, i) =>
      row(path, 'school', `压测学校 ${i + 1}（演示）`, 'bench/station', 'bench/education'),
    ),
  ];
}

function placeRows(terminals: BenchTerminal[]) {
  const rows = new Map<string, object>();
  const add = (id: string, t: BenchTerminal, parent: string | null, kind: string, name: string) => {
    if (rows.has(id)) return;
    rows.set(id, {
      id,
      school_id: t.schoolId,
      parent_id: parent,
      kind,
      name,
      zone_kind: kind === 'zone' ? 'corridor' : null,
      privacy: false,
      latitude: 40.3,
      longitude: 101.2,
      position: t.index,
    });
  };
  for (const t of terminals) {
    const floorIndex = Math.floor(t.index / zonesPerFloor);
    const buildingIndex = Math.floor(floorIndex / floorsPerBuilding);
    const campus = seedId(`${t.school}/campus`);
    const building = seedId(`${t.school}/building/${buildingIndex}`);
    const floor = seedId(`${t.school}/floor/${floorIndex}`);
    add(campus, t, null, 'campus', '主校区');
    add(building, t, campus, 'building', `${buildingIndex + 1} 号楼`);
    add(floor, t, building, 'floor', `${(floorIndex % floorsPerBuilding) + 1} 层`);
    add(t.zoneId, t, floor, 'zone', `${t.index + 1} 号区`);
  }
  return [...rows.values()];
}

function terminalRow(t: BenchTerminal) {
  return {
    id: t.id,
    school_id: t.schoolId,
    zone_id: t.zoneId,
    name: `压测 ${t.index + 1}`,
    arrival_code: randomBytes(12).toString('base64url'),
    config: {},
    config_version: 1,
    state: 'unknown',
    demonstration: false,
  };
}

/** One person per post and school, round the clock; the station's two; the people at the consoles. */
async function insertStaff(
  tx: Tx,
  {
    schools,
    consoles,
    passwordHash,
  }: { schools: string[]; consoles: string[]; passwordHash: string },
): Promise<void> {
  const stationPosts: Post[] = ['communityOfficer', 'stationCommand'];
  const atSchools = schools.flatMap((path) =>
    posts.filter((p) => !stationPosts.includes(p)).map((post) => ({ path, post })),
  );
  const onDuty = [...atSchools, ...stationPosts.map((post) => ({ path: 'bench/station', post }))];
  const staff = onDuty.map(({ path, post }) => ({ path, post, login: `${path}/${post}` }));
  const logins = [...staff.map((s) => s.login), ...consoles];
  await insertRows(
    tx,
    'person',
    logins.map((login) => ({
      id: seedId(`person/${login}`),
      login,
      name: '压测示例',
      title: '压测老师',
      email: `${login}@anyuan.invalid`,
      password_hash: passwordHash,
      must_change_password: false,
      locale: 'zh',
      failed_sign_ins: 0,
      active: true,
    })),
  );
  await insertRows(tx, 'role_assignment', [
    ...staff.map(({ login, path }) => ({
      person_id: seedId(`person/${login}`),
      organisation_id: seedId(path),
      role: path === 'bench/station' ? 'stationOfficer' : 'teacher',
    })),
    ...consoles.map((login) => ({
      person_id: seedId(`person/${login}`),
      organisation_id: seedId('bench/bureau'),
      role: 'stationCommand',
    })),
  ]);
  await insertRows(tx, 'shift', staff.map(shiftRow));
}

function shiftRow({ login, path, post }: { login: string; path: string; post: Post }) {
  return {
    id: seedId(`duty/${login}`),
    organisation_id: seedId(path),
    name: '压测',
    post,
    rule: 'FREQ=DAILY',
    starts_on: '2026-01-01',
    from_minute: 0,
    to_minute: 1440,
    building_id: null,
    runs_on: dayKinds,
    rotation: [[seedId(`person/${login}`)]],
    rotation_step: 'occurrence',
    version: 1,
  };
}

function planRows(schools: string[], now: number) {
  return schools.map((path) => ({
    id: seedId(`${path}/plan`),
    school_id: seedId(path),
    body: { ...defaultPlan, name: '压测', mergeWindowSec: 0 },
    created_at: now,
  }));
}
