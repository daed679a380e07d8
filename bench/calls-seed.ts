import { randomUUID } from 'node:crypto';
import { defaultPlan, type Plan } from '@anyuan/contracts/alarm.ts';
import type { Db } from '@anyuan/server/platform/db.ts';
import type { BenchSeed } from '@anyuan/server/seed/seed-for-bench.ts';

/** Somebody who is called on every channel. */
export interface Reached {
  id: string;
  phone: string;
  wecom: string;
  wechat: string;
}

/** Five tiers, four seconds apart: the shipped tiers and people, sooner. */
const quickPlan: Plan = {
  ...defaultPlan,
  name: '压测五梯队',
  mergeWindowSec: 0,
  tiers: [
    { name: 'nearest', posts: ['guard'], waitSec: 4 },
    { name: 'nearest', posts: ['floorTeacher'], waitSec: 4 },
    { name: 'support', posts: ['schoolDoctor'], waitSec: 4 },
    { name: 'support', posts: ['communityOfficer'], waitSec: 4 },
    { name: 'reserve', posts: ['stationCommand'], waitSec: 4 },
  ],
  repeatSec: 30,
};

/** People of the first tier of each school, with an address on each channel. */
export async function seedCalled(
  { pool }: Db,
  seed: BenchSeed,
  peopleEach: number,
): Promise<Reached[]> {
  const all: Reached[] = [];
  for (const schoolId of seed.schoolIds) {
    const people = Array.from({ length: peopleEach }, (_, i) => reached(all.length + i));
    await pool.query(
      `insert into person (id, login, name, title, password_hash, locale)
       select id::uuid, 'called-' || id, '压测', '压测老师', 'x', 'zh' from unnest($1::text[]) id`,
      [people.map((p) => p.id)],
    );
    for (const channel of ['phone', 'wecom', 'wechat'] as const) {
      await pool.query(
        `insert into contact (person_id, channel, address)
         select * from unnest($1::uuid[], array_fill($2::text, array[$4::int]), $3::text[])`,
        [people.map((p) => p.id), channel, people.map((p) => p[channel]), people.length],
      );
    }
    // On duty beside the one that is there for the post: all of them in the first tier.
    await pool.query(
      `update shift set rotation = jsonb_build_array(to_jsonb($2::text[]))
       where organisation_id = $1 and post = 'guard'`,
      [schoolId, people.map((p) => p.id)],
    );
    all.push(...people);
  }
  return all;
}

const reached = (n: number): Reached => ({
  id: randomUUID(),
  phone: `139${String(n).padStart(8, '0')}`,
  wecom: `Called${n}`,
  wechat: `openid-${n}`,
});

/** The plan of five tiers at the schools named. */
export async function seedQuickPlan({ pool }: Db, schoolIds: readonly string[]): Promise<void> {
  await pool.query(`update plan set body = $2 where school_id = any($1::uuid[])`, [
    schoolIds,
    JSON.stringify(quickPlan),
  ]);
}

export async function enableChannels(
  { pool }: Db,
  settings: Record<string, Record<string, string | number>>,
): Promise<void> {
  for (const [kind, values] of Object.entries(settings)) {
    await pool.query(
      `insert into channel (kind, enabled, settings, updated_at) values ($1, true, $2, 0)
       on conflict (kind) do update set enabled = true, settings = excluded.settings`,
      [kind, JSON.stringify(values)],
    );
  }
}
