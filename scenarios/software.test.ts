import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { SoftwareManifest } from '@anyuan/contracts/software.ts';
import type { TerminalConfig } from '@anyuan/contracts/terminal.ts';
import { packRelease, type Release } from '@anyuan/terminal/software/make-release.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

const maker = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
let s: Scenario;
let admin: Actor;
let dir: string;
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'anyuan-software-'));
  const makerKey = maker.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  s = await startScenario({ settings: { makerKey } });
  admin = await s.as('admin');
});
after(async () => {
  await s?.end();
  await rm(dir, { recursive: true, force: true });
});

async function make(
  version: string,
  about: Partial<SoftwareManifest> = {},
  key = maker.privateKey,
): Promise<Release> {
  const tree = await mkdtemp(join(dir, 'tree-'));
  await writeFile(join(tree, 'hello.ts'), `export const version = '${version}';\n`);
  const whole = { version, platform: 'linux', minServer: '0.1.0', dependencies: {} } as const;
  return packRelease({ tree, about: { ...whole, ...about }, makerKey: key });
}

async function upload({ archive, signature }: Release, cookie = admin.cookie): Promise<string> {
  const response = await fetch(`${s.url}/api/software/releases?signature=${signature}`, {
    method: 'POST',
    headers: { cookie, 'x-anyuan': '1', 'content-type': 'application/octet-stream' },
    body: new Uint8Array(archive),
  });
  const reply = (await response.json()) as { version?: string; error?: { code: string } };
  return reply.version ?? reply.error?.code ?? JSON.stringify(reply);
}
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
  const guard = await s.as('guard');
  assert.equal(await upload(await make('0.3.0'), guard.cookie), 'permission.denied');
});

/** A terminal that does as it is told, at once. */
async function follower(name: string) {
  const terminal = await s.terminal(name);
  const state = { version: '0.1.0', config: null as TerminalConfig | null };
  terminal.client.on('message', (topic, payload) => {
    if (topic.endsWith('/config')) state.config = JSON.parse(payload.toString());
  });
  const beat = () =>
    terminal.publish('heartbeat', {
      ...{ v: 1, at: s.clock.now(), levelDbfs: -40, temperatureC: null, diskFreeMb: 900 },
      ...{ spooled: 0, uptimeSec: 60, version: state.version, microphone: 'ok' },
      configVersion: state.config?.version ?? 0,
    });
  const fault = (code: string) =>
    terminal.publish('fault', {
      ...{ v: 1, id: v7(), at: s.clock.now(), code, cleared: false, detail: 'test' },
    });
  const passSelfTest = () =>
    s.database.pool.query(
      `insert into self_test (id, terminal_id, school_id, at, received_at, outcome, body)
       select $1, id, school_id, $2, $2, 'passed', '{}' from terminal where id = $3`,
      [v7(), s.clock.now(), terminal.enrolment.terminalId],
    );
  await beat();
  return { terminal, id: terminal.enrolment.terminalId, state, beat, fault, passSelfTest };
}

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

type Follower = Awaited<ReturnType<typeof follower>>;

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
  const { rows } = await s.database.pool.query(
    `select text from operation where kind = 'rollout.stopped' and cleared_at is null`,
  );
  assert.match(rows[0].text, /0\.2\.0 的更新已自动停止：1 台/);

  const params = { rolloutId };
  assert.equal(
    await codeOf(admin.call('changeRollout', { params, body: { change: 'pause' } })),
    'rollout.notNow',
  );
  await admin.call('changeRollout', { params, body: { change: 'takeBack' } });
  await soon(() => assert.deepEqual(a.state.config?.software, { version: '0.1.0', url: null }));
  assert.equal((await rollout()).state, 'takenBack');
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
  await admin.call('changeRollout', { params, body: { change: 'pause' } });
  await s.restart();
  await s.advance(30);
  assert.equal((await rollout()).state, 'paused');
  await admin.call('changeRollout', { params, body: { change: 'resume' } });
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
