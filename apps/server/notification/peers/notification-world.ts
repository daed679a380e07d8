import type { Plan } from '@anyuan/contracts/alarm.ts';
import { defaultPlan } from '@anyuan/contracts/alarm.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type pg from 'pg';
import pino from 'pino';
import { type Connection, type Db, openDb } from '../../platform/db.ts';
import type { Deliveries } from '../../platform/deliveries.ts';
import { makeDeliveries } from '../../platform/deliveries.ts';
import { type Facts, makeFacts } from '../../platform/facts.ts';
import { makeNotification, type Notification, type NotificationOptions } from '../notification.ts';
import { notificationConsumes } from '../react.ts';

export const startMs = Date.parse('2026-03-02T10:00:00+08:00');
export const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const school = id(1);
export const zone = id(2);
export const station = id(3);
export const wang = id(11);
export const li = id(12);
export const zhao = id(13);

/** What the tests bring from the test kit, which no file of a slice but a test may import. */
interface FreshDatabase {
  connection: Connection;
  pool: pg.Pool;
  drop(): Promise<void>;
}
type TestClock = Clock & { advance(ms: number): Promise<void>; jump(ms: number): void };

/** A whole notification slice on a real database, with time under control. */
export interface World {
  fresh: FreshDatabase;
  db: Db;
  clock: TestClock;
  notification: Notification;
  deliveries: Deliveries;
  facts: Facts;
  /** Facts as other slices write them, and everything they cause until nothing is due. */
  happen(...facts: Fact[]): Promise<void>;
  /** Moves time and waits until nothing is due. */
  pass(ms: number): Promise<void>;
  settle(): Promise<void>;
  raise(n: number, change?: Record<string, unknown>): Promise<string>;
  messages(where?: string): Promise<Message[]>;
  /** Another instance of the same product on the same database. */
  another(): { notification: Notification; db: Db };
  end(): Promise<void>;
}

export interface Message {
  id: string;
  channel: string;
  person_id: string | null;
  state: string;
  attempts: number;
  error: string | null;
  receipt: string;
  due_at: number | null;
  sent_at: number | null;
  delivered_at: number | null;
  read_at: number | null;
  dedup_key: string;
  payload: { type: string; members?: unknown[] };
}

type Settings = Partial<NotificationOptions['settings']>;

export async function makeWorld(given: {
  fresh: FreshDatabase;
  clock: TestClock;
  settings?: Settings;
}): Promise<World> {
  const { fresh, clock, settings } = given;
  const db = openDb(fresh.connection);
  const log = pino({ level: 'silent' });
  const consumers = notificationConsumes.types.map((t) => [t, ['notification']] as const);
  const facts = makeFacts(new Map(consumers));
  const make = (ownDb: Db) =>
    makeNotification({
      db: ownDb,
      clock,
      log,
      facts,
      names: {
        school: () => '西街小学',
        place: () => '教学楼 2 层 · 东侧卫生间',
        position: () => ({ latitude: 39.74412, longitude: 98.5113 }),
      },
      settings: {
        publicUrl: 'https://anyuan.example.cn',
        smtpUrl: null,
        smtpFrom: null,
        ...settings,
      },
      speakers: { terminalsOf: () => [], speak: async () => {} },
      allowLocalPush: true,
    });
  const notification = make(db);
  const deliveries = makeDeliveries({
    db,
    clock,
    log,
    reactions: [notification.reaction],
    busy: () => false,
    onParked: async () => {},
    onRecovered: async () => {},
  });
  await seed(fresh);
  deliveries.start();
  notification.sender.start();
  const settle = async () => {
    await deliveries.idle();
    await notification.sender.idle();
  };
  const others: { notification: Notification; db: Db }[] = [];
  const world: World = {
    fresh,
    db,
    clock,
    notification,
    deliveries,
    facts,
    settle,
    async happen(...list) {
      const entries = list.map((fact) => ({ at: clock.now(), schoolId: school, fact }));
      await db.query.transaction().execute((tx) => facts.append(tx, entries));
      deliveries.wake('');
      await settle();
    },
    async pass(ms) {
      await clock.advance(ms);
      await settle();
      // A look that began before the clock moved may have missed what is due now: the next poll.
      notification.sender.wake();
      await settle();
    },
    raise: (n, change) => insertAlarm(fresh, n, clock.now(), change),
    messages: (where = 'true') => findMessages(fresh, where),
    another() {
      const ownDb = openDb(fresh.connection);
      const other = { notification: make(ownDb), db: ownDb };
      others.push(other);
      return other;
    },
    async end() {
      await deliveries.stop();
      await notification.sender.stop();
      for (const o of others) {
        await o.notification.sender.stop();
        await o.db.close().catch(() => {});
      }
      await db.close();
      await fresh.drop();
    },
  };
  return world;
}

async function findMessages(fresh: FreshDatabase, where: string): Promise<Message[]> {
  const { rows } = await fresh.pool.query(
    `select * from notification where ${where} order by queued_at, id`,
  );
  return rows;
}

async function seed(fresh: FreshDatabase): Promise<void> {
  await fresh.pool.query(`
    insert into organisation (id, kind, name, police_parent_id) values
      ('${station}', 'policeStation', '城南派出所', null),
      ('${school}', 'school', '西街小学', '${station}');
    insert into person (id, login, name, title, email, password_hash, locale) values
      ('${wang}', 'wang', '王晓', '王老师', 'wang@school.example', 'x', 'zh'),
      ('${li}', 'li', '李安', '李师傅', null, 'x', 'zh'),
      ('${zhao}', 'zhao', '赵敏', '赵主任', 'zhao@school.example', 'x', 'en');
    insert into role_assignment values ('${zhao}', '${school}', 'schoolLeader');`);
}

const plan: Plan = defaultPlan;

async function insertAlarm(
  fresh: FreshDatabase,
  n: number,
  now: number,
  change: Record<string, unknown> = {},
): Promise<string> {
  const people = [called(wang, 'floorTeacher'), called(li, 'guard')];
  const row: Record<string, unknown> = {
    id: id(1000 + n),
    version: 1,
    school_id: school,
    zone_id: zone,
    kind: 'scream',
    alarm_kind: 'actual',
    confidence: 3,
    reasons: JSON.stringify([{ branch: 'sound', label: 'scream', score: 0.93 }]),
    state: 'calling',
    plan: JSON.stringify(plan),
    tier: 0,
    round: 0,
    due_at: now + 20_000,
    has_button: false,
    last_detection_at: now,
    detection_ids: [],
    people: JSON.stringify(people),
    t0: now - 1000,
    t2: now,
    ...change,
  };
  const columns = Object.keys(row);
  await fresh.pool.query(
    `insert into alarm (${columns.join()}) values (${columns.map((_, i) => `$${i + 1}`).join()})`,
    Object.values(row),
  );
  return String(row.id);
}

export function called(personId: string, post: string, state = 'called') {
  return { personId, post, tier: 0, state, calledAt: startMs, answeredAt: null, arrivedAt: null };
}

export function call(alarmId: string, ...people: string[]): Fact {
  return {
    type: 'dispatch.called',
    alarmId,
    tier: 0,
    round: 0,
    why: 'raised',
    people: people.map((personId) => ({ personId, post: 'guard' as const })),
  };
}

/** Saves a channel as the console would. */
export async function enable(
  world: World,
  kind: string,
  settings: Record<string, string | number | boolean>,
): Promise<void> {
  await world.fresh.pool.query(
    `insert into channel values ($1, true, $2, 0)
     on conflict (kind) do update set settings = excluded.settings`,
    [kind, JSON.stringify(settings)],
  );
}

/** A further address of a person. */
export async function addContact(
  world: World,
  personId: string,
  channel: string,
  address: string,
): Promise<void> {
  await world.fresh.pool.query('insert into contact values ($1, $2, $3, null)', [
    personId,
    channel,
    address,
  ]);
}
