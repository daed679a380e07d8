import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { SelfTest } from '@anyuan/contracts/self-test.ts';
import { type Actor, type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import {
  type Follower,
  followerOf,
  makerKey,
  makeSmallRelease,
  uploadTo,
} from './software-world.ts';

/** What a terminal had before an update, and what the update did to it. */
let s: Scenario;
let admin: Actor;
let dir: string;
let one: Follower;
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'anyuan-software-faults-'));
  s = await startScenario({ settings: { makerKey } });
  admin = await s.as('admin');
  const { terminals } = await admin.call('listTerminals');
  one = await followerOf(s, terminals[0]?.name ?? '');
  await s.advance(2);
});
after(async () => {
  await s?.end();
  await rm(dir, { recursive: true, force: true });
});

/** Told and running the new version; with what its self-test then found. */
async function updates(version: string): Promise<void> {
  await soon(() => assert.equal(one.state.config?.software?.version, version));
  one.state.version = version;
  await one.beat();
  await s.advance(12);
}
async function watched(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await one.beat();
    await s.advance(20);
  }
}

/** A rollout to it alone. */
async function begins(version: string): Promise<{ rolloutId: string }> {
  const release = await makeSmallRelease(dir, { version });
  assert.equal(await uploadTo(s.url, release, admin.cookie), version);
  const about = { version, firstTerminalId: one.id, healthyMin: 1, failedMax: 0 };
  const body = { ...about, stages: [{ kind: 'one' as const }] };
  const { rolloutId } = await admin.call('startRollout', { body });
  await s.advance(2);
  return { rolloutId };
}

test('a loudspeaker that was broken before the update neither holds up its stage nor stops it', async () => {
  const broken: Partial<SelfTest> = { outcome: 'failed', findings: ['speaker.unheard'] };
  await one.fault('speaker.dead');
  await one.selfTest(broken);
  await s.advance(2);
  const params = await begins('0.2.0');
  await updates('0.2.0');
  // It started anew: what it had is told again.
  await one.fault('speaker.dead', '', true);
  await one.fault('speaker.dead');
  await one.selfTest(broken);
  await watched();
  const { rollout, terminals: told } = await admin.call('showRollout', { params });
  assert.deepEqual([rollout.state, rollout.healthy, rollout.failed], ['done', 1, 0]);
  assert.deepEqual([told[0]?.selfTest, told[0]?.faults], ['asBefore', []]);
});

test('one that had it mended and hears nothing with the new version has failed', async () => {
  await one.fault('speaker.dead', '', true);
  await one.passSelfTest();
  const params = await begins('0.3.0');
  await updates('0.3.0');
  await one.selfTest({ outcome: 'failed', findings: ['speaker.unheard'] });
  await watched();
  const { rollout, terminals: told } = await admin.call('showRollout', { params });
  assert.deepEqual([rollout.state, rollout.failed, told[0]?.selfTest], ['stopped', 1, 'failed']);
});
