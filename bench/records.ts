/**
 * The records room with 100,000 alarms, 600,000 facts and 100,000 incidents of a year, over few and over many schools:
 * how long a page, the next page and each filter take at the server, beside what an empty question takes there.
 */
import { parseArgs } from 'node:util';
import { openDb } from '@anyuan/server/platform/db.ts';
import { seedForBench } from '@anyuan/server/seed/seed-for-bench.ts';
import { type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';
import { percentile } from './statistics.ts';

const alarms = 100_000;
const { values } = parseArgs({
  options: {
    schools: { type: 'string', default: '3,500' },
    rounds: { type: 'string', default: '15' },
  },
});
const rounds = Number(values.rounds);

/** One alarm each 315 s for a year, over the zones in turn. */
const insertAlarms = (now: number) => `
  insert into alarm (id, version, school_id, zone_id, terminal_id, kind, alarm_kind, confidence, reasons,
    state, plan, tier, round, due_at, has_button, last_detection_at, detection_ids, people, t0, t1, t2,
    t3, t4, t5, t6, t7, t8, verdict, closed_by, close_reason, review)
  select gen_random_uuid(), 6, t.school_id, t.zone_id, t.id,
    (array['scream','shout','cry','bang','button','phrase'])[1 + n % 6],
    case when n % 20 = 0 then 'test' when n % 33 = 0 then 'exercise' else 'actual' end,
    2 + n % 3, '[]', 'closed', p.body, n % 3, 0, null, n % 6 = 4, at, array[gen_random_uuid()::text],
    jsonb_build_array(jsonb_build_object('personId', w.id, 'post', 'guard', 'tier', 0, 'state', 'arrived')),
    at, at + 400, at + 600, at + 900, at + 9000, at + 35000, at + 90000, at + 600000, at + 900000,
    (array['true','false','mistaken','false','false'])[1 + n % 5], w.id,
    (array['课间打闹，已教育','球砸到玻璃','误触按钮','学生摔倒，校医已处理','设备误报'])[1 + n % 5] || ' ' || n,
    '复盘：' || (array['加强巡查','调整识别','家长已到校'])[1 + n % 3]
  from generate_series(0, ${alarms - 1}) n
  cross join lateral (select (${now} - n * 315000::bigint) as at) c
  join lateral (select * from bench_terminal b where b.i = n % (select count(*) from bench_terminal)) t on true
  join plan p on p.school_id = t.school_id
  join lateral (select person_id as id from role_assignment r where r.organisation_id = t.school_id
    order by person_id offset n % 5 limit 1) w on true`;

const insertFacts = `
  insert into fact (id, at, type, school_id, alarm_id, body)
  select gen_random_uuid(), a.t2 + f.after, f.type, a.school_id, a.id,
    case when f.whose then jsonb_build_object('type', f.type, 'alarmId', a.id, 'personId', a.closed_by)
      else jsonb_build_object('type', f.type, 'alarmId', a.id) end
  from alarm a, (values ('alarm.raised', 0, false), ('dispatch.called', 1, false),
    ('alarm.accepted', 8400, true), ('response.arrived', 34400, true), ('alarm.closed', 599400, true),
    ('review.opened', 599401, false)) f (type, after, whose)`;

const insertIncidents = `
  insert into incident (id, version, school_id, state, source, alarm_kind, kind, level, grade, title, place,
    raised_by, shared, holder, occurred_at, reported_at, body, due_at)
  select gen_random_uuid(), 3, school_id, (array['reviewed','concluded','handling','assessed'])[1 + n % 4],
    'alarm', 'actual', (array['fight','bullying','theft','dispute','health'])[1 + n % 5], 3,
    (array['red','orange','yellow','blue'])[1 + n % 4],
    (array['操场冲突','走廊推搡','财物丢失','家长争执','学生不适'])[1 + n % 5] || ' ' || n, '教学楼 ' || n % 7 || ' 层',
    'school', n % 3 > 0, 'school', t0, t2, '{"orders": []}',
    case when n % 4 = 0 then null else t2 + 86400000 end
  from (select *, row_number() over (order by t2) as n from alarm) a`;

/** What is asked, each a page of fifty with its count unless it goes on from a page before. */
const questions: Record<string, string> = {
  'alarms, no filter': 'alarms?',
  'alarms, last 30 days, real': 'alarms?lastDays=30&alarmKind=actual',
  'alarms, crying judged a misunderstanding': 'alarms?kind=cry&verdict=mistaken',
  'alarms, still open (none)': 'alarms?state=open',
  'alarms, text of a reason': `alarms?text=${encodeURIComponent('校医已处理')}`,
  'alarms, text of a place': `alarms?text=${encodeURIComponent('7 号区')}`,
  'alarms, text found nowhere': `alarms?text=${encodeURIComponent('没有这样的事')}`,
  'incidents, no filter': 'incidents?',
  'incidents, bullying, red': 'incidents?incidentKind=bullying&grade=red',
  'incidents, text': `incidents?text=${encodeURIComponent('家长争执')}`,
  'answers, no filter': 'answers?',
  'answers, arrivals': 'answers?answer=response.arrived',
  'answers, by name': `answers?text=${encodeURIComponent('压测示例')}`,
  'facts, no filter': 'facts?',
  'facts, a rare type (none)': 'facts?fact=terminal.faulted',
};

async function timed(s: Scenario, path: string, cookie: string) {
  const began = performance.now();
  const reply = await fetch(`${s.url}/api/${path}`, { headers: { cookie } });
  const body = (await reply.json()) as { next?: string | null };
  if (!reply.ok) throw new Error(`${path}: ${JSON.stringify(body)}`);
  return { ms: performance.now() - began, body };
}

async function measure(s: Scenario, path: string, cookie: string): Promise<number[]> {
  const all: number[] = [];
  for (let n = 0; n < rounds; n++) all.push((await timed(s, path, cookie)).ms);
  return all;
}

/** Far into the list: what the fifty-first page costs. */
async function deepPage(s: Scenario, path: string, cookie: string): Promise<string | null> {
  let after: string | null = null;
  for (let n = 0; n < 50; n++) {
    const found = await timed(
      s,
      `records/${path}limit=200${after ? `&after=${after}` : ''}`,
      cookie,
    );
    after = found.body.next ?? null;
    if (after === null) return null;
  }
  return after;
}

const cell = (all: number[]) =>
  [0.5, 0.9, 1]
    .map((q) =>
      Math.round(
        percentile(
          all.sort((a, b) => a - b),
          q,
        ) ?? 0,
      ),
    )
    .join(' | ');

async function run(schools: number): Promise<void> {
  const s = await startScenario({ startMs: Date.now() });
  try {
    const db = openDb(s.database.connection, { max: 2 });
    const options = { terminals: Math.max(schools, 100), schools, consoles: 1 };
    const seed = await seedForBench({ db, clock: s.clock, ...options });
    await db.pool.query(`create table bench_terminal as
      select t.*, row_number() over (order by id) - 1 as i from terminal t where name like '压测%';
      create index on bench_terminal (i)`);
    await db.pool.query(insertAlarms(s.clock.now()));
    await db.pool.query(insertFacts);
    await db.pool.query(insertIncidents);
    await db.pool.query('vacuum analyze');
    await s.restart();
    const signedIn = await fetch(`${s.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        login: seed.consoles[0]?.login,
        password: seed.consoles[0]?.password,
      }),
    });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    console.log(
      `\n### ${schools} schools\n\n| Question | Median ms | p90 | Longest |\n|---|---|---|---|`,
    );
    const floor = await measure(s, 'session', cookie);
    console.log(`| floor: a request that only knows who asks | ${cell(floor)} |`);
    for (const [name, path] of Object.entries(questions)) {
      console.log(`| ${name} | ${cell(await measure(s, `records/${path}`, cookie))} |`);
    }
    for (const path of ['alarms?', 'facts?']) {
      const after = await deepPage(s, path, cookie);
      const deep = await measure(s, `records/${path}after=${after}`, cookie);
      console.log(`| ${path.slice(0, -1)}, after 10,000 rows | ${cell(deep)} |`);
    }
    await db.close();
  } finally {
    await s.end();
  }
}

for (const schools of values.schools.split(',').map(Number)) await run(schools);
process.exit(0);
