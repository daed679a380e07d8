import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '@anyuan/contracts/terminal.ts';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { openFaultFile } from './fault-file.ts';
import { makeFaults } from './faults.ts';
import { quietLog, temporaryFolder, until } from './testing/terminal.ts';

/** A server that may be away, or that hears and does not answer. */
function makeServer() {
  const clock = makeTestClock(7_000);
  const heard: string[] = [];
  let last: Fault | undefined;
  const server = {
    ...{ clock, heard, is: 'there' as 'there' | 'away' | 'mute' },
    open(kept: Partial<Awaited<ReturnType<typeof openFaultFile>>> = {}) {
      const faults = makeFaults({
        ...{ ...kept, clock, log: quietLog },
        async send(fault) {
          if (server.is === 'away') throw new Error('not connected');
          last = fault;
          heard.push(`${fault.code} ${fault.cleared}`);
          if (server.is === 'there') faults.onAck({ v: 1, ids: [fault.id], refused: [] });
        },
      });
      return faults;
    },
    acknowledge: () => ({ v: 1 as const, ids: [last?.id ?? ''], refused: [] }),
  };
  return server;
}

test('a fault is told once and its end once; what happened off line is told later, in order', async () => {
  const server = makeServer();
  const faults = server.open();
  server.is = 'away';
  faults.raise('spool.full', 'no space');
  faults.raise('spool.full', 'no space');
  faults.clear('microphone.dead');
  faults.note('clock.jumped', '3600000 ms');
  await server.clock.advance(59_000);
  assert.deepEqual(faults.active(), ['spool.full', 'clock.jumped']);
  await server.clock.advance(1_000);
  faults.clear('spool.full');
  assert.equal(faults.waiting(), 4);
  server.is = 'there';
  faults.repeat();
  const all = ['spool.full false', 'clock.jumped false', 'clock.jumped true', 'spool.full true'];
  assert.deepEqual(server.heard, all);
  assert.equal(faults.waiting(), 0);
});

test('the broker having it is not enough: said again until the server answers, the next one after it', () => {
  const server = makeServer();
  const faults = server.open();
  server.is = 'mute';
  faults.raise('microphone.dead', 'unplugged');
  faults.clear('microphone.dead');
  faults.repeat();
  assert.deepEqual(server.heard, ['microphone.dead false', 'microphone.dead false']);
  faults.onAck(server.acknowledge());
  assert.deepEqual(server.heard.slice(2), ['microphone.dead true']);
  faults.onAck({ v: 1, ids: [], refused: [{ id: server.acknowledge().ids[0] ?? '', code: 'x' }] });
  assert.equal(faults.waiting(), 0);
});

test('a flood of a month off line keeps the last word on each fault', () => {
  const server = makeServer();
  const faults = server.open();
  server.is = 'away';
  faults.raise('speaker.dead', 'cut');
  for (let n = 0; n < 500; n += 1) {
    faults.raise('microphone.dead', 'loose');
    faults.clear('microphone.dead');
  }
  assert.equal(faults.waiting(), 200);
  server.is = 'there';
  faults.repeat();
  assert.equal(server.heard[0], 'speaker.dead false');
  assert.equal(server.heard.at(-1), 'microphone.dead true');
});

test('what one run raised the next one ends, unless it finds it again or has to try it first', async (t) => {
  const dir = await temporaryFolder(t);
  const server = makeServer();
  const first = server.open(await openFaultFile(dir));
  first.raise('microphone.dead', 'unplugged');
  first.raise('model.missing', 'no file');
  first.raise('microphone.drift', 'by 9 dB');
  server.is = 'away';
  first.raise('spool.full', 'no space');
  const written = () => openFaultFile(dir).then(({ kept }) => JSON.stringify(kept) ?? '');
  let text = '';
  const look = setInterval(async () => {
    text = await written();
  }, 5);
  await until('written', () => text.includes('no space')).finally(() => clearInterval(look));

  server.is = 'there';
  server.heard.length = 0;
  const second = server.open(await openFaultFile(dir));
  second.repeat();
  assert.deepEqual(server.heard, ['spool.full false'], 'what could not be told before');
  second.raise('model.missing', 'still no file');
  await server.clock.advance(149_000);
  second.repeat();
  assert.deepEqual(server.heard.length, 1, 'found again is not news, and the rest may still be');
  await server.clock.advance(1_000);
  second.repeat();
  assert.deepEqual(server.heard.slice(1).sort(), ['microphone.dead true', 'spool.full true']);
  assert.deepEqual(second.active().sort(), ['microphone.drift', 'model.missing']);
  second.clear('microphone.drift');
  assert.equal(server.heard.at(-1), 'microphone.drift true', 'the night after was good');
});

test('a damaged file of faults is a new beginning', () => {
  const server = makeServer();
  for (const kept of ['nonsense', { active: ['no.such'], untold: [] }, null]) {
    assert.deepEqual(server.open({ kept }).active(), []);
  }
});
