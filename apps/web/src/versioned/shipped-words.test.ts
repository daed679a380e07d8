import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPlan } from '@anyuan/contracts/alarm.ts';
import { shippedPlaybooks } from '@anyuan/core/playbook/shipped.ts';
import { shippedInEnglish } from './shipped-words.ts';

test('all that is shipped can be read in English, and nothing else is translated', () => {
  const texts = shippedPlaybooks.flatMap(({ playbook: { name, steps } }) => [
    name,
    ...steps.flatMap(({ title, items }) => [title, ...items]),
  ]);
  const shipped = new Set([defaultPlan.name, ...texts]);
  assert.deepEqual(new Set(Object.keys(shippedInEnglish)), shipped);
});
