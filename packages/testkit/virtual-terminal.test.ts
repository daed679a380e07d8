import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Detection } from '@anyuan/contracts/detection.ts';
import { detectionSchema } from '@anyuan/contracts/detection.ts';
import { type Broker, makeBroker } from '@anyuan/server/platform/broker.ts';
import { makeLog } from '@anyuan/server/platform/log.ts';
import { v7 } from 'uuid';
import {
  makeVirtualTerminal,
  type VirtualTerminal,
  type VirtualTerminalOptions,
} from './virtual-terminal.ts';

const id = v7();
let broker: Broker | undefined;
let terminal: VirtualTerminal | undefined;

afterEach(async () => {
  await terminal?.stop();
  await broker?.stop();
});

async function startBroker(onDetection: (d: Detection, broker: Broker) => Promise<void>) {
  const started = await makeBroker({
    host: '127.0.0.1',
    port: 0,
    log: makeLog({ level: 'silent' }),
    now: Date.now,
    authenticate: async (_id, secret) => secret === 'right',
  });
  started.on('detection', ({ payload }) =>
    onDetection(detectionSchema.parse(JSON.parse(payload.toString())), started),
  );
  await started.start();
  broker = started;
  return started;
}

function terminalAt(at: Broker, options: Partial<VirtualTerminalOptions> = {}): VirtualTerminal {
  terminal = makeVirtualTerminal({
    url: `mqtt://127.0.0.1:${at.port()}`,
    terminalId: id,
    secret: 'right',
    retryMs: { first: 10, longest: 50 },
    ...options,
  });
  return terminal;
}

const acknowledge = (d: Detection, at: Broker) =>
  at.send(id, 'ack', { v: 1, ids: [d.id], refused: [] });

test('a detection resolves with both acknowledgements', async () => {
  const told: string[] = [];
  const at = await startBroker(acknowledge);
  const sender = terminalAt(at, { onAcknowledged: (detectionId) => told.push(detectionId) });
  await sender.connect();
  const receipt = await sender.sendDetection({ kind: 'button' });
  assert.ok(receipt.ackAt >= receipt.sentAt);
  assert.ok(receipt.pubackAt !== null && receipt.pubackAt >= receipt.sentAt);
  assert.deepEqual(told, [receipt.id]);
  assert.deepEqual(sender.pending(), []);
});

test('what was not acknowledged is sent again after a cut, with its original times', async () => {
  const seen: Detection[] = [];
  const at = await startBroker(async (detection, own) => {
    seen.push(detection);
    if (seen.length === 1) sender.cut();
    else await acknowledge(detection, own);
  });
  const sender = terminalAt(at);
  await sender.connect();
  const sent = sender.sendDetection({ kind: 'scream', beganAt: 1_000 });
  const receipt = await sent;
  assert.equal(seen.length, 2);
  assert.deepEqual(
    seen.map((d) => d.id),
    [receipt.id, receipt.id],
  );
  assert.deepEqual(
    seen.map((d) => d.beganAt),
    [1_000, 1_000],
  );
  assert.ok((seen[1]?.sentAt ?? 0) >= (seen[0]?.sentAt ?? 0));
  assert.equal(sender.counts.resent, 1);
  assert.equal(sender.counts.connections, 2);
});

test('a refused detection rejects with the code and is not repeated', async () => {
  const at = await startBroker((d, own) =>
    own.send(id, 'ack', { v: 1, ids: [], refused: [{ id: d.id, code: 'detection.malformed' }] }),
  );
  const sender = terminalAt(at);
  await sender.connect();
  await assert.rejects(sender.sendDetection({ kind: 'cry' }), /detection\.malformed/);
  assert.deepEqual(sender.pending(), []);
});

test('a wrong secret is told at once', async () => {
  const at = await startBroker(async () => {});
  await assert.rejects(terminalAt(at, { secret: 'wrong' }).connect(), /refused: 4/);
});
