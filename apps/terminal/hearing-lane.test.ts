import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultTerminalConfig, type TerminalConfig } from '@anyuan/contracts/terminal.ts';
import { shippedHearing } from '@anyuan/core/confidence/hearing.ts';
import { openPeer } from './testing/peer.ts';
import { runTerminal, temporaryFolder, until } from './testing/terminal.ts';

const scream = join(import.meta.dirname, 'demo-sounds', 'scream.wav');

for (const [wakeFrom, leaf] of [
  [4, 'observation'],
  [2, 'detection'],
] as const) {
  test(`from confidence ${wakeFrom} on: the scream is a ${leaf}, and the button an alarm`, async (t) => {
    const peer = await openPeer();
    t.after(peer.close);
    const dir = await temporaryFolder(t);
    const hearing = { ...shippedHearing('toilet'), wakeFrom };
    const { neighbourWindowSec: _, ...told } = hearing;
    const config: TerminalConfig = { ...defaultTerminalConfig, version: 3, hearing: told };
    await writeFile(join(dir, 'config.json'), JSON.stringify(config));
    const file = ['--input', scream, '--once', '--speed', 'fast', '--data', dir];
    const terminal = await runTerminal(t, ['--server', peer.url, ...file]);
    const id = terminal.press();
    assert.equal(await terminal.ended, 0);
    await until('heard', () => peer.received.some((r) => r.value.kind === 'scream'));
    const heard = peer.received.filter((r) => r.value.kind === 'scream');
    assert.deepEqual([...new Set(heard.map((r) => r.leaf))], [leaf]);
    assert.ok(peer.detections().some((d) => d.id === id && d.kind === 'button'));
    assert.equal(peer.clips.has(String(heard[0]?.value.id)), leaf === 'detection');
    assert.deepEqual(peer.breaches, []);
  });
}
