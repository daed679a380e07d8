import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { verifyRecord } from '@anyuan/server/audit/verify.ts';
import { type Db, openDb } from '@anyuan/server/platform/db.ts';
import {
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { sql } from 'kysely';

let s: Scenario;
let terminal: ScenarioTerminal;
let db: Db;
before(async () => {
  s = await startScenario();
  db = openDb(s.database.connection, { max: 2 });
  terminal = await s.terminal();
});
after(async () => {
  await db.close();
  await s.end();
});

const verify = (before = 0) =>
  verifyRecord({ db, expiredBefore: { facts: before, audits: before } });
const faults = async () => (await verify()).findings.map((f) => f.fault);

/** The sealing looks once a minute. */
async function later(minutes: number): Promise<void> {
  s.clock.jump(minutes * 60_000);
  await s.advance(60);
}

/** Does it, looks, and undoes it. */
async function whatIsSaidOf(change: ReturnType<typeof sql>): Promise<string[]> {
  let said: string[] = [];
  await db.query
    .transaction()
    .execute(async (tx) => {
      await change.execute(tx);
      const inside = { ...db, query: { transaction: () => sameTransaction(tx) } } as unknown as Db;
      said = (
        await verifyRecord({ db: inside, expiredBefore: { facts: 0, audits: 0 } })
      ).findings.map((f) => f.fault);
      throw new Undone();
    })
    .catch((error) => assert.ok(error instanceof Undone, String(error)));
  return said;
}
class Undone extends Error {}
function sameTransaction(tx: unknown) {
  const run = { execute: (f: (t: unknown) => unknown) => f(tx), setIsolationLevel: () => run };
  return run;
}

test('what happened is sealed some minutes later, an hour at most in one stretch', async () => {
  assert.equal((await verify()).sealedUntil, null);
  const { id } = await terminal.detect();
  await soon(() => assert.ok(terminal.acked.has(id)));
  await later(20);
  const first = await verify();
  assert.ok(first.facts > 3 && first.audits > 0, JSON.stringify(first));
  assert.deepEqual(first.findings, []);
  assert.ok((first.sealedUntil ?? 0) <= s.clock.now() - 5 * 60_000);
  await later(20);
  const second = await verify();
  assert.ok(second.seals > first.seals);
  assert.deepEqual(second.findings, []);
});

test('who changes, removes or adds what was recorded is found out, and so is who makes a seal anew', async () => {
  const cases = {
    rowsChanged: sql`update fact set body = body || '{"kind":"cry"}' where type = 'alarm.raised'`,
    rowsMissing: sql`delete from audit where id = (select min(id) from audit)`,
    rowsAdded: sql`insert into fact (id, at, type, body)
      select gen_random_uuid(), from_at, 'alarm.rang', '{}' from seal where number = 1`,
    hashWrong: sql`update seal set facts = facts + 1 where number = (select max(number) from seal)`,
    chainBroken: sql`delete from seal where number = 1`,
  };
  for (const [fault, change] of Object.entries(cases)) {
    assert.ok((await whatIsSaidOf(change)).includes(fault), fault);
  }
  assert.deepEqual(await faults(), []);
});

test('what retention has removed is told apart from what somebody has', async () => {
  const { sealedUntil } = await verify();
  await sql`delete from fact where at < ${sealedUntil}`.execute(db.query);
  assert.ok((await faults()).includes('rowsMissing'));
  const after = await verify(sealedUntil ?? 0);
  assert.deepEqual(after.findings, []);
  assert.ok(after.expired > 0);
});

test('the page lists who did what of people in scope; taking it along is on record with the reason', async () => {
  await s.as('guard');
  const leader = await s.as('leader');
  const far = await s.as('leader2');
  const mine = await leader.call('listAuditLines', { query: { action: 'session.opened' } });
  assert.ok(mine.lines.some((l) => l.personName !== null && l.action === 'session.opened'));
  const ids = new Set(mine.lines.map((l) => l.personId));
  const theirs = await far.call('listAuditLines', { query: { action: 'session.opened' } });
  assert.ok(theirs.lines.length > 0 && theirs.lines.every((l) => !ids.has(l.personId)));
  assert.ok(!mine.lines.some((l) => l.personId === null), 'what nobody did is not of one school');

  const page = await leader.call('listAuditLines', { query: { limit: 1 } });
  assert.equal(page.more, true);
  const before = page.lines[0]?.id;
  const next = await leader.call('listAuditLines', { query: { limit: 1, before } });
  assert.ok((next.lines[0]?.id ?? 0) < (before ?? 0));

  const sheet = await fetch(
    `${s.url}/api/audit-lines.xlsx?reason=${encodeURIComponent('年度检查')}`,
    {
      headers: { cookie: leader.cookie },
    },
  );
  assert.equal(sheet.status, 200);
  const bytes = Buffer.from(await sheet.arrayBuffer());
  assert.equal(bytes.subarray(0, 2).toString(), 'PK');
  const found = await leader.call('listAuditLines', { query: { text: '年度检查' } });
  assert.deepEqual(
    found.lines.map((l) => [l.action, l.reason]),
    [['audit.exported', '年度检查']],
  );
});

test('a leader has the record checked and sees the hash to note down', async () => {
  const leader = await s.as('leader');
  const { seal } = await leader.call('showSeal');
  const check = await leader.call('checkRecord');
  assert.equal(check.hash, seal?.hash);
  assert.ok(check.findings.length > 0, 'the facts removed by the test before are missed');
});
