import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { SoftwareManifest } from '@anyuan/contracts/software.ts';
import type { Release } from '@anyuan/terminal/software/make-release.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import {
  type Follower,
  followerOf,
  maker,
  makerKey,
  makeSmallRelease,
  uploadTo,
} from './software-world.ts';

let s: Scenario;
let admin: Actor;
let dir: string;
const stranger = generateKeyPairSync('ed25519');
const make = (version: string, about: Partial<SoftwareManifest> = {}, key = maker.privateKey) =>
  makeSmallRelease(dir, { version, ...about }, key);
const upload = (release: Release, cookie = admin.cookie) => uploadTo(s.url, release, cookie);
const follower = (name: string) => followerOf(s, name);
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'anyuan-software-'));
  s = await startScenario({ settings: { makerKey } });
  admin = await s.as('admin');
});
after(async () => {
  await s?.end();
  await rm(dir, { recursive: true, force: true });
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => (error instanceof Refused ? error.code : String(error)),
  );

test('only what the maker signed comes in, whole, newer, and for this server', async () => {
  assert.equal(await upload(await make('0.2.0', {}, stranger.privateKey)), 'software.signature');
  const good = await make('0.2.0');
  const cut = { ...good, archive: good.archive.subarray(0, 100) };
  assert.equal(await upload(cut), 'software.signature');
  assert.equal(await upload(await make('0.2.0', { minServer: '9.0.0' })), 'software.server');
  assert.equal(await upload(good), '0.2.0');
  assert.equal(await upload(await make('0.1.9')), 'software.older');
  const foreign = { platform: 'darwin-arm64' } as unknown as Partial<SoftwareManifest>;
  assert.equal(await upload(await make('0.3.0', foreign)), 'software.platform');
  const guard = await s.as('guard');
  assert.equal(await upload(await make('0.3.0'), guard.cookie), 'permission.denied');
});

test('who has no supervisor is left out, said so, and never told', async () => {
  const { terminals } = await admin.call('listTerminals');
  const [one, two, three] = terminals.filter((x) => x.schoolId === terminals[0]?.schoolId);
  assert.ok(one && two && three);
  const [able, alone] = [
    await follower(one.name),
    await followerOf(s, two.name, { updates: undefined }),
  ];
  await followerOf(s, three.name, { updates: 'linux-arm64', version: '0.9.0' });
  await s.advance(2);
  const stages = [{ kind: 'one' }, { kind: 'all' }] as const;
  const version = '0.2.0';
  const body = { version, firstTerminalId: able.id, stages: [...stages] };
  const preview = await admin.call('previewRollout', { body });
  assert.deepEqual(preview.stages, [
    { terminals: 1, schools: 1 },
    { terminals: 0, schools: 0 },
  ]);
  assert.deepEqual(
    preview.able.map((x) => x.id),
    [able.id],
  );
  const find = async (words: string) =>
    (await admin.call('previewRollout', { body: { ...body, firstTerminalId: null, find: words } }))
      .able.length;
  assert.deepEqual([await find(one.name), await find('没有这一台')], [1, 0]);
  const { releases } = await admin.call('showSoftware');
  assert.deepEqual([releases[0]?.ableCount, releases[0]?.leftOut], [1, preview.leftOut]);
  const out = new Map(preview.leftOut.map((x) => [x.reason, x.terminals]));
  assert.deepEqual([out.get('unsupervised'), out.get('newer')], [1, 1]);
  const begin = { ...body, healthyMin: 1, failedMax: 0 };
  const badly = { ...begin, firstTerminalId: alone.id };
  assert.equal(await codeOf(admin.call('startRollout', { body: badly })), 'rollout.first');
  const { versions } = await admin.call('showSoftware');
  assert.deepEqual(
    versions.slice(0, 2).map((v) => [v.version, v.terminals, v.unsupervised]),
    [
      ['0.9.0', 1, 0],
      ['0.1.0', 2, 1],
    ],
  );
});

const rollout = async () => {
  const { rollouts } = await admin.call('showSoftware');
  assert.ok(rollouts[0]);
  return rollouts[0];
};

/** The archive is for terminals that were told to run it, by their own credential. */
async function onlyForThoseTold(a: Follower, b: Follower): Promise<void> {
  const wish = a.state.config?.software;
  assert.ok(wish?.url);
  const { secret } = a.terminal.enrolment;
  const fetchAs = (who: string) =>
    fetch(`${s.url}${wish.url}`, { headers: { authorization: `Bearer ${who}` } });
  assert.equal((await fetchAs(`${a.id}.${secret}`)).status, 200);
  assert.equal((await fetchAs(`${a.id}.wrong`)).status, 401);
  const other = `${b.id}.${b.terminal.enrolment.secret}`;
  assert.equal((await fetchAs(other)).status, 404, 'not told to run it');
}

/** How far each stage is, and those that failed first with the reason. */
async function showsWhoFailed(rolloutId: string, well: Follower, failed: Follower): Promise<void> {
  const detail = await admin.call('showRollout', { params: { rolloutId } });
  assert.deepEqual(detail.progress[0], { later: 0, asked: 0, well: 1, failed: 0 });
  assert.equal(detail.progress[1]?.failed, 1);
  assert.deepEqual(
    detail.terminals.map((x) => [x.id, x.state, x.faults[0]?.code]),
    [
      [failed.id, 'failed', 'software.rolledBack'],
      [well.id, 'healthy', undefined],
    ],
  );
  assert.equal(detail.rollout.changedBy, null, 'it stopped by itself');
}

test('stage by stage by itself, stopped by itself when too many fail, and taken back', async () => {
  const { terminals } = await admin.call('listTerminals');
  const school = terminals.filter((x) => x.schoolId === terminals[0]?.schoolId).slice(0, 2);
  const [a, b] = await Promise.all(school.map((x) => follower(x.name)));
  assert.ok(a && b);
  await s.advance(2);
  const begin = { version: '0.2.0', firstTerminalId: a.id, healthyMin: 1, failedMax: 0 };
  const stages = [{ kind: 'one' }, { kind: 'school' }, { kind: 'all' }] as const;
  const { rolloutId } = await admin.call('startRollout', {
    body: { ...begin, stages: [...stages] },
  });
  assert.equal(
    await codeOf(admin.call('startRollout', { body: { ...begin, stages: [...stages] } })),
    'rollout.another',
  );
  await s.advance(2);
  await soon(() => assert.equal(a.state.config?.software?.version, '0.2.0'));
  assert.equal(b.state.config?.software, undefined, 'only the first');

  await onlyForThoseTold(a, b);
  a.state.version = '0.2.0';
  await a.beat();
  await s.advance(15);
  for (let i = 0; i < 3; i++) {
    await a.beat();
    await b.beat();
    await s.advance(20);
  }
  assert.equal((await rollout()).stage, 0, 'no self-test yet');
  await a.passSelfTest();
  await a.beat();
  await s.advance(25);
  await soon(() => assert.equal(b.state.config?.software?.version, '0.2.0'));
  assert.equal((await rollout()).stage, 1);

  await b.fault('software.rolledBack');
  await s.advance(15);
  assert.deepEqual(
    [(await rollout()).state, (await rollout()).failed, (await rollout()).told],
    ['stopped', 1, 2],
  );
  await showsWhoFailed(rolloutId, a, b);
  const { rows } = await s.database.pool.query(
    `select text from operation where kind = 'rollout.stopped' and cleared_at is null`,
  );
  assert.match(rows[0].text, /0\.2\.0 的更新已自动停止：1 台/);

  const params = { rolloutId };
  assert.equal(
    await codeOf(
      admin.call('changeRollout', { params, body: { change: 'pause', reason: '先看看' } }),
    ),
    'rollout.notNow',
  );
  await admin.call('changeRollout', { params, body: { change: 'takeBack', reason: '退回' } });
  await soon(() => assert.deepEqual(a.state.config?.software, { version: '0.1.0', url: null }));
  const { state, reason, changedBy } = await rollout();
  assert.deepEqual([state, reason], ['takenBack', '退回']);
  assert.ok(changedBy);
});

test('paused it tells nobody further; resumed it goes on to its end; it survives a restart', async () => {
  assert.equal(await upload(await make('0.4.0')), '0.4.0');
  const { terminals } = await admin.call('listTerminals');
  const a = await follower(terminals[0]?.name ?? '');
  await s.advance(2);
  const { rolloutId } = await admin.call('startRollout', {
    body: {
      ...{ version: '0.4.0', firstTerminalId: a.id, healthyMin: 1, failedMax: 0 },
      stages: [{ kind: 'one' }],
    },
  });
  const params = { rolloutId };
  await admin.call('changeRollout', { params, body: { change: 'pause', reason: '先看看' } });
  await s.restart();
  await s.advance(30);
  assert.equal((await rollout()).state, 'paused');
  await admin.call('changeRollout', { params, body: { change: 'resume', reason: '看过了' } });
  await s.advance(3);
  const again = await follower(terminals[0]?.name ?? '');
  await s.advance(3);
  await soon(() => assert.equal(again.state.config?.software?.version, '0.4.0'));
  again.state.version = '0.4.0';
  await again.beat();
  await s.advance(12);
  await again.passSelfTest();
  for (let i = 0; i < 4; i++) {
    await again.beat();
    await s.advance(20);
  }
  assert.equal((await rollout()).state, 'done');
  const { versions } = await admin.call('showSoftware');
  assert.ok(versions.some((v) => v.version === '0.4.0' && v.terminals === 1));
});

test('one that stays away does not hold up later releases: a person ends it, and it still gets the version', async () => {
  assert.equal(await upload(await make('0.5.0')), '0.5.0');
  const { terminals } = await admin.call('listTerminals');
  const [one, away] = await Promise.all(terminals.slice(0, 2).map((x) => follower(x.name)));
  assert.ok(one && away);
  await s.advance(2);
  const begin = { version: '0.5.0', firstTerminalId: away.id, healthyMin: 1, failedMax: 0 };
  const stages = [{ kind: 'one' as const }, { kind: 'all' as const }];
  const { rolloutId } = await admin.call('startRollout', { body: { ...begin, stages } });
  const params = { rolloutId };
  await s.advance(2);
  await admin.call('changeRollout', { params, body: { change: 'finish', reason: '断电检修' } });
  const { rollout: ended, progress } = await admin.call('showRollout', { params });
  assert.equal(ended.state, 'done');
  assert.ok((progress[1]?.later ?? 0) > 0, 'who was never told is counted');
  await s.advance(30);
  assert.notEqual(one.state.config?.software?.version, '0.5.0', 'nobody else is told');
  await soon(() => assert.equal(away.state.config?.software?.version, '0.5.0'));
  assert.equal(await upload(await make('0.6.0')), '0.6.0');
  const next = { ...begin, version: '0.6.0', firstTerminalId: one.id };
  await admin.call('startRollout', { body: { ...next, stages: [{ kind: 'one' }] } });
});
