import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SelfTest } from '@anyuan/contracts/self-test.ts';
import type { SoftwareManifest } from '@anyuan/contracts/software.ts';
import type { Heartbeat, TerminalConfig } from '@anyuan/contracts/terminal.ts';
import { packRelease, type Release } from '@anyuan/terminal/software/make-release.ts';
import { type Scenario, soon } from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

/** Whoever makes the software of these terminals. */
export const maker = generateKeyPairSync('ed25519');
/** For the setting `--maker-key`. */
export const makerKey = maker.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

/** A signed release of one small file, its tree below `dir`; with so many bytes more that nothing makes smaller. */
export async function makeSmallRelease(
  dir: string,
  about: { version: string } & Partial<SoftwareManifest>,
  key = maker.privateKey,
  moreBytes = 0,
): Promise<Release> {
  const tree = await mkdtemp(join(dir, 'tree-'));
  await writeFile(join(tree, 'hello.ts'), `export const version = '${about.version}';\n`);
  if (moreBytes > 0) await writeFile(join(tree, 'weights.bin'), randomBytes(moreBytes));
  const whole = { platform: 'linux', minServer: '0.1.0', dependencies: {} } as const;
  return packRelease({ tree, about: { ...whole, ...about }, makerKey: key });
}

/** Uploads it as the person with this cookie; gives the version, or the code of the refusal. */
export async function uploadTo(url: string, release: Release, cookie: string): Promise<string> {
  const { archive, signature } = release;
  const response = await fetch(`${url}/api/software/releases?signature=${signature}`, {
    method: 'POST',
    headers: { cookie, 'x-anyuan': '1', 'content-type': 'application/octet-stream' },
    body: new Uint8Array(archive),
  });
  const reply = (await response.json()) as { version?: string; error?: { code: string } };
  return reply.version ?? reply.error?.code ?? JSON.stringify(reply);
}

/** A rollout that runs, with one terminal told; for pages and dialogs. */
export async function runningRollout(s: Scenario, dir: string, terminal: string): Promise<void> {
  const admin = await s.as('admin');
  const version = '0.2.0';
  await uploadTo(s.url, await makeSmallRelease(dir, { version }), admin.cookie);
  const first = await followerOf(s, terminal);
  await s.advance(2);
  const stages = [{ kind: 'one' as const }, { kind: 'all' as const }];
  const body = { version, firstTerminalId: first.id, stages, healthyMin: 5, failedMax: 0 };
  await admin.call('startRollout', { body });
  await s.advance(2);
}

/** A terminal on MQTT that does as it is told, at once, when the test says so. */
export async function followerOf(s: Scenario, name: string, more: Partial<Heartbeat> = {}) {
  const terminal = await s.terminal(name);
  const state = { version: '0.1.0', config: null as TerminalConfig | null };
  terminal.client.on('message', (topic, payload) => {
    if (topic.endsWith('/config')) state.config = JSON.parse(payload.toString());
  });
  const beat = () =>
    terminal.publish('heartbeat', {
      ...{ v: 1, at: s.clock.now(), levelDbfs: -40, temperatureC: null, diskFreeMb: 900 },
      ...{ spooled: 0, uptimeSec: 60, version: state.version, microphone: 'ok' },
      ...{ configVersion: state.config?.version ?? 0, updates: 'linux-x64', ...more },
    });
  // Its clock is ten minutes behind, as on a board without a battery.
  const fault = (code: string, detail = 'test', cleared = false) =>
    terminal.publish('fault', {
      ...{ v: 1, id: v7(), at: s.clock.now() - 600_000, code, cleared, detail },
    });
  const selfTest = async (about: Partial<SelfTest>): Promise<void> => {
    const id = v7();
    await terminal.publish('selftest', {
      ...{ v: 1, id, at: s.clock.now(), trigger: 'remote', outcome: 'passed', skipped: null },
      ...{ measures: null, baseline: null, heard: null, findings: [], ...about },
    });
    await soon(async () => {
      const { rowCount } = await s.database.pool.query('select from self_test where id = $1', [id]);
      assert.equal(rowCount, 1);
    });
  };
  const passSelfTest = () => selfTest({});
  await beat();
  return {
    name,
    terminal,
    id: terminal.enrolment.terminalId,
    state,
    beat,
    fault,
    selfTest,
    passSelfTest,
  };
}
export type Follower = Awaited<ReturnType<typeof followerOf>>;
