import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../clock.ts';
import { captureLong } from '../record-capture.ts';
import { optionsOf, quietLog, temporaryFolder, until } from '../testing/terminal.ts';
import { openSource } from './open.ts';
import { encodeWav } from './wav.ts';

const parts = (input: string) => ({
  options: optionsOf(['--input', input, '--speed', 'fast']),
  ...{ clock: systemClock, log: quietLog },
});

/** One second of 24 hours is sound, the rest a hole in the file: it takes no room on the disk. */
async function day(path: string): Promise<void> {
  const bytes = 24 * 3_600 * 32_000;
  const wav = Buffer.from(encodeWav(new Int16Array(16_000).fill(999)));
  wav.writeUInt32LE(bytes, 40);
  await writeFile(path, wav);
  await truncate(path, 44 + bytes);
}

test('a file of a whole day is played from its first second, and never stands in memory', async (t) => {
  const path = join(await temporaryFolder(t), 'day.wav');
  await day(path);
  const { source } = await openSource(parts(path));
  const before = process.memoryUsage().rss;
  const lengths = new Set<number>();
  let chunks = 0;
  source.start({
    async onSamples(chunk) {
      chunks += 1;
      lengths.add(chunk.length);
    },
    onEnd: () => assert.fail('it is not over'),
    onTrouble: (_, detail) => assert.fail(detail),
  });
  await until('half an hour of it', () => chunks > 18_000, 60_000);
  source.stop();
  assert.deepEqual([...lengths], [1_600]);
  assert.ok(process.memoryUsage().rss - before < 200e6, 'less than a fraction of the day');
});

test('a day of the place from a file is kept in pieces of ten minutes', async (t) => {
  const path = join(await temporaryFolder(t), 'day.wav');
  await day(path);
  const pieces = captureLong({ device: 'default', from: path }, 0);
  const first = (await pieces.next()).value;
  assert.ok(first instanceof Int16Array && first[0] === 999);
  assert.ok(Math.abs(first.length - 600 * 16_000) < 20 * 16_000, `${first.length}`);
  await pieces.return();
});

test('a file that is none is refused in words before anything starts', async (t) => {
  const dir = await temporaryFolder(t);
  await writeFile(join(dir, 'text'), 'no sound at all');
  await writeFile(join(dir, 'empty'), '');
  for (const name of ['text', 'empty', 'missing', '.']) {
    await assert.rejects(openSource(parts(join(dir, name))), {
      name: 'Refused',
      message: /声音文件[\s\S]*(cannot be read|no sound file)/,
    });
  }
});
