import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SelfTest } from '@anyuan/contracts/self-test.ts';
import { onlyCommands } from './testing/fake-command.ts';
import { loopbackCommands, type Room, setRoom } from './testing/loopback.ts';
import { openPeer } from './testing/peer.ts';
import { runTerminal, temporaryFolder, until } from './testing/terminal.ts';

const well: Room = { gain: 0.3, noise: 0.002, delayMs: 120, dull: 0, offset: 0, capture: 1 };

test('every way in which ears or voice can break is found, told once, and ends by itself', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  const [dir, room] = [await temporaryFolder(t), await temporaryFolder(t)];
  await onlyCommands(t, loopbackCommands(room));
  setRoom(room, well);
  const terminal = await runTerminal(t, ['--server', peer.url, '--data', dir]);

  const night = async (over: Partial<Room> = {}): Promise<SelfTest> => {
    setRoom(room, { ...well, ...over });
    return terminal.selfTest();
  };
  // What was captured before the room changed may still be on its way: then the first night hears both.
  const nightOf = async (over: Partial<Room>, is: (night: SelfTest) => boolean) => {
    const first = await night(over);
    return is(first) ? first : night(over);
  };
  for (let n = 1; n <= 3; n += 1) {
    const { outcome, measures, heard, words, baseline } = await night();
    assert.equal(words, true, 'the phrase came through loudspeaker, air, microphone and model');
    assert.notEqual(outcome, 'skipped', JSON.stringify(measures));
    assert.notEqual(heard?.kind, 'level');
    assert.ok((baseline?.runs ?? 0) >= Math.min(n, 1));
    assert.ok((measures?.delayMs ?? 0) >= 120);
    assert.ok(Math.abs((measures?.levelDb ?? 0) - 20 * Math.log10(0.3)) < 1);
  }
  const broken: [Partial<Room>, string][] = [
    [{ capture: 0.4 }, 'microphone.drift'],
    [{ gain: 0 }, 'speaker.unheard'],
    [{ capture: 0 }, 'microphone.blocked'],
    [{ dull: 0.92 }, 'microphone.blocked'],
    [{ gain: 6 }, 'microphone.clipping'],
    [{ offset: 0.2 }, 'microphone.offset'],
  ];
  for (const [over, code] of broken) {
    const found = (n: SelfTest) => n.findings.includes(code as never);
    const { outcome, findings, measures } = await nightOf(over, found);
    assert.equal(outcome, 'failed');
    assert.ok(findings.includes(code as never), `${code}: ${findings} ${JSON.stringify(measures)}`);
  }
  // Whether the model names a sound in the night after is its own affair; the device must be well.
  const ofDevice = (codes: readonly string[]) => codes.filter((code) => !code.endsWith('.deaf'));
  const isWell = (n: SelfTest) => ofDevice(n.findings).length === 0;
  assert.deepEqual(ofDevice((await nightOf({}, isWell)).findings), []);
  await until('told', () => terminal.pending() === 0);

  const told = peer.received.filter((r) => r.leaf === 'fault').map((r) => r.value);
  const open = new Set<unknown>();
  for (const fault of told) {
    if (fault.cleared) open.delete(fault.code);
    else open.add(fault.code);
  }
  assert.deepEqual(ofDevice([...open].map(String)), [], 'all of them ended');
  for (const [, code] of broken)
    assert.ok(
      told.some((f) => f.code === code && !f.cleared),
      code,
    );
  assert.ok(peer.received.filter((r) => r.leaf === 'selftest').length >= 10);
  const observed = peer.received.filter((r) => r.leaf === 'observation').map((r) => r.value);
  assert.ok(observed.some((o) => o.kind !== 'level'));
  assert.ok(observed.every((o) => o.alarmKind === 'test'));
  // The test sound calls nobody.
  assert.deepEqual([terminal.decided, peer.detections()], [[], []]);
  assert.deepEqual(peer.breaches, []);
});

test('the button goes before a self-test: it is real, and the test gives way', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  const [dir, room] = [await temporaryFolder(t), await temporaryFolder(t)];
  await onlyCommands(t, loopbackCommands(room));
  setRoom(room, well);
  const terminal = await runTerminal(t, ['--server', peer.url, '--data', dir]);
  const result = terminal.selfTest();
  const id = terminal.press();
  assert.deepEqual([(await result).outcome, (await result).skipped], ['skipped', 'alarm']);
  await until('alarm', () => peer.detections().some((d) => d.id === id));
  assert.equal(peer.detections()[0]?.kind, 'button');
});

test('without a player, or without sound, the test says so and breaks nothing', async (t) => {
  const peer = await openPeer();
  t.after(peer.close);
  const [dir, room] = [await temporaryFolder(t), await temporaryFolder(t)];
  const { arecord = '' } = loopbackCommands(room);
  await onlyCommands(t, { arecord });
  setRoom(room, well);
  const terminal = await runTerminal(t, ['--server', peer.url, '--data', dir]);
  assert.equal((await terminal.selfTest()).skipped, 'noPlayer');
  const faults = () => peer.received.filter(({ leaf }) => leaf === 'fault');
  await until('told', () => faults().some(({ value }) => value.code === 'speaker.dead'));
});
