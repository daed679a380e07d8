import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
import fc from 'fast-check';
import {
  type ChannelContent,
  type ChannelValues,
  changedFields,
  changedSecrets,
  channelContentOf,
  restoredValues,
} from './channel-version.ts';

const field = (name: string, kind: FormField['kind']): FormField => ({
  ...{ name, kind, zh: name, en: name, required: false },
});
const form = [field('host', 'text'), field('password', 'secret'), field('token', 'secret')];
const text = fc.string({ minLength: 1, maxLength: 4 });
const secret = fc.string({ maxLength: 3 }).map((s) => (s === '' ? '' : `secret ${s}`));
const values = fc.record({ host: text, password: secret, token: secret });
const saves = fc.array(fc.record({ enabled: fc.boolean(), values }), { minLength: 1 });

function history(list: readonly { enabled: boolean; values: ChannelValues }[]) {
  const versions: { content: ChannelContent; values: ChannelValues }[] = [];
  for (const [version, one] of list.entries()) {
    const before = versions.at(-1) ?? null;
    const content = channelContentOf({ form, ...one, version, before });
    versions.push({ content, values: one.values });
  }
  return versions;
}

test('no version holds a secret; a secret is told as changed exactly where it changed', () => {
  fc.assert(
    fc.property(saves, (list) => {
      const versions = history(list);
      assert.equal(JSON.stringify(versions.map((v) => v.content)).includes('secret '), false);
      for (const [i, now] of versions.entries()) {
        const before = versions[i - 1];
        if (!before) continue;
        const names = ['password', 'token'].filter((n) => before.values[n] !== now.values[n]);
        assert.deepEqual(changedSecrets(form, before.content, now.content), names);
      }
    }),
  );
});

test('a version brought back differs from itself in nothing but the secrets of now', () => {
  fc.assert(
    fc.property(saves, fc.nat(), (list, at) => {
      const versions = history(list);
      const old = versions[at % versions.length];
      const now = versions.at(-1);
      assert.ok(old && now);
      const back = restoredValues(form, old.content, now.values);
      const { enabled } = old.content;
      const version = versions.length;
      const content = channelContentOf({ form, enabled, values: back, version, before: now });
      assert.deepEqual(content.secrets, now.content.secrets);
      assert.deepEqual(
        changedFields(form, old.content, content),
        changedSecrets(form, old.content, now.content),
      );
    }),
  );
});
