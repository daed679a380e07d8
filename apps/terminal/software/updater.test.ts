import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { defaultTerminalConfig } from '@anyuan/contracts/terminal.ts';
import pino from 'pino';
import { detectionOf } from '../testing/detections.ts';
import { openPeer } from '../testing/peer.ts';
import { installOf, makeHome, makeRelease, maker } from '../testing/releases.ts';
import { runTerminal, temporaryFolder, until } from '../testing/terminal.ts';
import { isThere, readTrial } from './home.ts';

const classroom = join(import.meta.dirname, '../demo-sounds/classroom.wav');
const makerKey = maker.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

const closed = (alarmId: string) => {
  const about = { v: 1, alarmId, alarmKind: 'actual', accepter: null, at: Date.now() };
  return { ...about, stage: 'closed' };
};

/** A terminal under a supervisor (this test), whose server will want 0.2.0 of it. */
async function supervised(t: TestContext) {
  const peer = await openPeer();
  t.after(peer.close);
  const dir = await temporaryFolder(t);
  const home = await makeHome(dir);
  const release = await makeRelease(dir, '0.2.0');
  const { wish } = installOf(home, release);
  peer.files.set(wish.url, () => release.archive);
  Object.assign(process.env, { ANYUAN_SOFTWARE_HOME: home.dir, ANYUAN_SOFTWARE_BASE: home.base });
  t.after(() => {
    delete process.env.ANYUAN_SOFTWARE_HOME;
    delete process.env.ANYUAN_SOFTWARE_BASE;
  });
  const data = join(dir, 'data');
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  return {
    ...{ peer, home, data, wish, release },
    waits: () => lines.some((line) => line.includes('waits for a quiet moment')),
    run: () => {
      const about = ['--server', peer.url, '--data', data, '--maker-key', makerKey];
      return runTerminal(t, [...about, '--input', classroom], { log });
    },
    wants: () =>
      peer.send('config', { ...defaultTerminalConfig, version: 7, software: wish }, true),
  };
}

test('with an alarm open it waits; closed, it fetches and asks for its trial', async (t) => {
  const { peer, home, run, wants, waits } = await supervised(t);
  const terminal = await run();
  const id = terminal.press();
  await until('sent', () => terminal.pending() === 0);
  await wants();
  await until('told to wait', waits);
  assert.equal(isThere(home, '0.2.0'), false, 'not even fetched: the line belongs to the alarm');
  await peer.send('state', closed(id), true);
  assert.equal(await terminal.ended, 75);
  assert.deepEqual(readTrial(home), { version: '0.2.0', before: null, starts: 0, why: null });
  assert.deepEqual(peer.breaches, []);
});

test('with something unsent on its disk it waits until the server has it', async (t) => {
  const { peer, home, data, run, wants, waits } = await supervised(t);
  peer.answer('silent');
  // Of an hour ago: nothing is told to anybody any more, and still it must not be lost.
  const left = detectionOf({ beganAt: Date.now() - 3_600_000 });
  await mkdir(join(data, 'spool'), { recursive: true });
  await writeFile(join(data, 'spool', `${left.id}.json`), JSON.stringify(left));
  const terminal = await run();
  await wants();
  await until('told to wait', waits);
  assert.equal(readTrial(home), null);
  peer.answer('commit');
  assert.equal(await terminal.ended, 75);
  assert.equal(terminal.pending(), 0);
  assert.equal(readTrial(home)?.version, '0.2.0');
});

test('a call for help that comes while the release is on its way is heard out first', async (t) => {
  const { peer, home, wish, release, run, wants, waits } = await supervised(t);
  const terminal = await run();
  const asked = Promise.withResolvers<void>();
  const line = Promise.withResolvers<Buffer>();
  peer.files.set(wish.url, () => {
    asked.resolve();
    return line.promise;
  });
  await until('connected', () => peer.clientCount() > 0);
  await wants();
  await asked.promise;
  const id = terminal.press();
  await until('sent', () => terminal.pending() === 0);
  line.resolve(release.archive);
  await until('fetched', () => isThere(home, '0.2.0'));
  await until('told to wait', waits);
  assert.equal(readTrial(home), null);
  await peer.send('state', closed(id), true);
  assert.equal(await terminal.ended, 75);
  assert.equal(readTrial(home)?.version, '0.2.0');
});
