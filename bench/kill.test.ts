import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchKill } from './kill.ts';
import { withWorld } from './world.ts';

test('kill -9 in the middle of alarms loses none, doubles none and silences none', async () => {
  const lines: string[] = [];
  const figures = await withWorld({}, (world) =>
    benchKill(world, {
      cycles: 3,
      ratePerSec: 50,
      terminals: 100,
      consoles: 2,
      broker: 'embedded',
      seed: 20_240_901,
      burstEvery: 3,
      burst: { min: 200, max: 300 },
      tierSec: 3,
      say: (line) => lines.push(line),
    }),
  );
  const { cycles: _cycles, ...sums } = figures;
  assert.ok(figures.ok, `${JSON.stringify(sums)}\n${lines.join('\n')}`);
  assert.ok(
    figures.cycles.some((c) => c.pendingAtKill > 0),
    'a kill found something half done',
  );
});
