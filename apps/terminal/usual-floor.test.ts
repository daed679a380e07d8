import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { usualSlots } from '@anyuan/core/detection/usual-floor.ts';
import { encodeWav } from './capture/wav.ts';
import { quietLog, runTerminal, temporaryFolder } from './testing/terminal.ts';
import { openUsualFloor } from './usual-floor.ts';

const hourMs = 3_600_000;

/** A terminal in a corridor on Monday 9 November 2026 at nine in China, and what it has kept. */
function corridor(kept: unknown = null) {
  const at = { now: Date.parse('2026-11-09T09:00:00+08:00'), place: '一楼走廊' };
  const disk = { kept };
  const usual = openUsualFloor({
    kept,
    write: async (next) => {
      disk.kept = JSON.parse(JSON.stringify(next));
    },
    config: () => ({ place: at.place, timeZone: 'Asia/Shanghai' }),
    now: () => at.now,
    log: quietLog,
  });
  return { at, disk, usual };
}

/** Three days of a noise at nine and silence else. */
function threeDays({ at, usual }: ReturnType<typeof corridor>): void {
  const beganAt = at.now;
  for (let hour = 0; hour < 72; hour += 0.25) {
    at.now = beganAt + hour * hourMs;
    usual.hear(hour % 24 === 0 ? -40 : -60, 900);
  }
  at.now = beganAt + 72 * hourMs;
  usual.hear(-60, 0);
}

test('what was learned is there after a restart', () => {
  const before = corridor();
  threeDays(before);
  assert.equal(before.usual.lift(-50), -40);
  const after = corridor(before.disk.kept);
  assert.equal(after.usual.lift(-50), -40);
});

test('a terminal that was moved begins anew', () => {
  const terminal = corridor();
  threeDays(terminal);
  terminal.at.place = '二楼走廊';
  terminal.usual.hear(-60, 0.1);
  assert.equal(terminal.usual.lift(-50), -50);
  threeDays(terminal);
  const { place } = terminal.disk.kept as { place: string };
  assert.equal(place, '二楼走廊');
  assert.equal(corridor(terminal.disk.kept).usual.lift(-50), -50, 'kept for another place');
});

test('a damaged file is a new beginning', () => {
  for (const kept of ['x', {}, { place: '一楼走廊', days: [[1]] }]) {
    assert.equal(corridor(kept).usual.lift(-50), -50);
  }
});

test('a terminal takes for loud what is loud for its place and hour', async (t) => {
  const dir = await temporaryFolder(t);
  // Two seconds of a quiet room, three of a tone 40 dB louder.
  const sample = (i: number) => (i < 32_000 ? 18 : 1_800) * Math.sin(i / 3);
  const file = join(dir, 'tone.wav');
  await writeFile(file, encodeWav(Int16Array.from({ length: 80_000 }, (_, i) => sample(i))));
  const kindsHeard = async (usualDbfs: number) => {
    const data = await temporaryFolder(t);
    const days = Array.from({ length: usualSlots }, () => [usualDbfs, usualDbfs, usualDbfs]);
    await writeFile(join(data, 'usual-level.json'), JSON.stringify({ place: '', days }));
    const server = ['--server', 'http://127.0.0.1:9'];
    const args = [...server, '--input', file, '--once', '--data', data];
    const terminal = await runTerminal(t, args, { emptyWithinMs: 100 });
    await terminal.ended;
    return terminal.decided.map((d) => d.kind);
  };
  assert.deepEqual(await Promise.all([kindsHeard(-90), kindsHeard(-40)]), [['level'], []]);
});
