import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import type { TerminalConfig } from '@anyuan/contracts/terminal.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';

let s: Scenario;
let admin: Actor;
let all: TerminalView[];
before(async () => {
  s = await startScenario();
  admin = await s.as('admin');
  ({ terminals: all } = await admin.call('listTerminals'));
});
after(() => s.end());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => (error instanceof Refused ? error.code : String(error)),
  );

async function listening(view: TerminalView) {
  const terminal = await s.terminal(view.name);
  const configs: TerminalConfig[] = [];
  terminal.client.on('message', (topic, payload) => {
    if (topic.endsWith('/config')) configs.push(JSON.parse(payload.toString()));
  });
  return { terminal, configs };
}

const save = (organisationId: string, body: object, who = admin) =>
  who.call('saveDeviceSettings', {
    params: { organisationId },
    body: {
      scope: 'organisation',
      subject: '',
      baseVersion: 0,
      reason: '试运行',
      ...body,
    } as never,
  });
const bureauOf = async (schoolId: string) => {
  const { above } = await admin.call('showDeviceSettings', {
    params: { organisationId: schoolId },
  });
  return above[0]?.organisationId ?? '';
};

test('what is said above holds below until a narrower level says otherwise; taken back it is as before', async () => {
  const view = all.find((x) => !x.privacy) as TerminalView;
  const { schoolId } = view;
  const [{ configs }, top] = [await listening(view), await bureauOf(schoolId)];
  await soon(() => assert.equal(configs.at(-1)?.speaker.volume, 0.9));
  const county = await save(top, { own: { volume: 0.5, heartbeatSec: 60 } });
  assert.ok(county.terminals > 1);
  await soon(() => assert.deepEqual(configs.at(-1)?.speaker, { volume: 0.5, deterrent: false }));
  await save(schoolId, { own: { volume: 0.7 } });
  await soon(() => assert.equal(configs.at(-1)?.speaker.volume, 0.7));
  await save(schoolId, { scope: 'zoneKind', subject: view.zoneKind, own: { preRollSec: 20 } });
  await soon(() => assert.equal(configs.at(-1)?.clip.preRollSec, 20));
  const own = { scope: 'terminal', subject: view.id };
  assert.equal((await save(schoolId, { ...own, own: { volume: 0.2 } })).terminals, 1);
  await soon(() => assert.equal(configs.at(-1)?.speaker.volume, 0.2));
  assert.equal(configs.at(-1)?.heartbeatSec, 60, 'the county, past two levels that left it');
  const back = await save(schoolId, { ...own, own: null, baseVersion: 1 });
  assert.deepEqual(back.before, { volume: 0.2 });
  await soon(() => assert.equal(configs.at(-1)?.speaker.volume, 0.7));
  const params = { organisationId: schoolId };
  const { settings, above } = await admin.call('showDeviceSettings', { params });
  assert.deepEqual(
    settings.map((x) => [x.scope, x.version, x.own]),
    [
      ['terminal', 2, null],
      ['terminal', 1, { volume: 0.2 }],
      ['zoneKind', 1, { preRollSec: 20 }],
      ['organisation', 1, { volume: 0.7 }],
    ],
  );
  assert.ok(settings.every((x) => x.personName !== '—' && x.reason === '试运行' && x.at > 0));
  assert.deepEqual(above.find((x) => x.organisationId === top)?.own?.volume, 0.5);
  await s.restart();
  const { terminals } = await admin.call('listTerminals');
  assert.equal(terminals.find((x) => x.id === view.id)?.clip.preRollSec, 20);
});

test('a terminal that was told to speak seldom is not missed too early', async () => {
  const view = all.find((x) => !x.privacy) as TerminalView;
  const { terminal, configs } = await listening(view);
  const seldom = { scope: 'terminal', subject: view.id };
  await save(view.schoolId, { ...seldom, baseVersion: 2, own: { heartbeatSec: 300 } });
  await soon(() => assert.equal(configs.at(-1)?.heartbeatSec, 300));
  await terminal.publish('status', { v: 1, online: true, at: s.clock.now() });
  const stateOf = async () =>
    (await admin.call('listTerminals')).terminals.find((x) => x.id === view.id)?.state;
  await s.advance(120);
  assert.equal(await stateOf(), 'online');
  await save(view.schoolId, { ...seldom, baseVersion: 3, own: { heartbeatSec: 10 } });
  await s.advance(40);
  assert.equal(await stateOf(), 'offline');
});

test('a terminal whose values stay is told nothing and keeps its version', async () => {
  const view = all.findLast((x) => !x.privacy) as TerminalView;
  const params = { organisationId: view.schoolId };
  const { settings } = await admin.call('showDeviceSettings', { params });
  const versions = async () => {
    const { rows } = await s.database.pool.query('select sum(config_version) as n from terminal');
    return Number(rows[0].n);
  };
  const before = await versions();
  const baseVersion = settings.find((x) => x.scope === 'organisation')?.version ?? 0;
  const last = settings.find((x) => x.scope === 'organisation')?.own ?? {};
  const said = await save(view.schoolId, { baseVersion, own: { ...last, deterrent: false } });
  assert.equal(said.terminals, 0);
  assert.equal(await versions(), before);
});

test('in a privacy zone clips stay off, whatever is set above and for the terminal itself', async () => {
  const view = all.find((x) => x.privacy) as TerminalView;
  const { configs } = await listening(view);
  const top = await bureauOf(view.schoolId);
  const { settings } = await admin.call('showDeviceSettings', { params: { organisationId: top } });
  await save(top, {
    baseVersion: settings[0]?.version ?? 0,
    own: { clipEnabled: true, volume: 0.6 },
  });
  await save(view.schoolId, {
    ...{ scope: 'zoneKind', subject: view.zoneKind },
    own: { clipEnabled: true, postRollSec: 60, volume: 0.4 },
  });
  await soon(() => assert.equal(configs.at(-1)?.speaker.volume, 0.4));
  assert.equal(configs.at(-1)?.clip.enabled, false);
  const own = { scope: 'terminal', subject: view.id, own: { clipEnabled: true } };
  assert.equal(await codeOf(save(view.schoolId, own)), 'deviceSettings.privacy');
});

/** A second of quiet: 16 kHz, mono, 16 bit. */
function quietWav(): Buffer {
  const samples = Buffer.alloc(32_000);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(16_000, 24);
  head.writeUInt32LE(32_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

test('clips that are switched off above are not taken by the server either', async () => {
  const view = all.find((x) => !x.privacy) as TerminalView;
  const { terminal } = await listening(view);
  const { terminalId, secret } = terminal.enrolment;
  const upload = async () => {
    const { id } = await terminal.detect();
    await soon(() => assert.ok(terminal.acked.has(id)));
    const headers = {
      authorization: `Bearer ${terminalId}.${secret}`,
      'content-type': 'audio/wav',
    };
    const body = new Uint8Array(quietWav());
    const url = `${s.url}/api/terminal/clips/${id}`;
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };
  assert.equal(await upload(), 200);
  const params = { organisationId: view.schoolId };
  const { settings } = await admin.call('showDeviceSettings', { params });
  const baseVersion = settings.find((x) => x.scope === 'organisation')?.version ?? 0;
  await save(view.schoolId, { baseVersion, own: { clipEnabled: false } });
  assert.equal(await upload(), 404);
  await save(view.schoolId, { baseVersion: baseVersion + 1, own: null });
  assert.equal(await upload(), 200);
});

test('nobody sets another place, too late, or without the right', async () => {
  const view = all[0] as TerminalView;
  const other = all.find((x) => x.schoolId !== view.schoolId) as TerminalView;
  const top = await bureauOf(view.schoolId);
  const own = { volume: 0.3 };
  const foreign = { scope: 'terminal', subject: other.id, own };
  assert.equal(await codeOf(save(view.schoolId, foreign)), 'subject.unknown');
  const kind = { scope: 'zoneKind', subject: 'toilet', own };
  assert.equal(await codeOf(save(top, kind)), 'subject.unknown');
  assert.equal(await codeOf(save(top, { own, baseVersion: 99 })), 'deviceSettings.stale');
  assert.equal(await codeOf(save(top, { own: { volume: 3 } })), 'request.invalid');
  const guard = await s.as('guard');
  assert.equal(await codeOf(save(view.schoolId, { own }, guard)), 'permission.denied');
});
