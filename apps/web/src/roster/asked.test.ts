import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedIn, rosterAddress } from './asked.ts';

test('what an address asks for is what was put into it; anything else asks for nothing', () => {
  const asked = {
    organisationId: '01980000-0000-7000-8000-0000000000aa',
    day: '2026-09-16',
    posts: ['guard', 'schoolDoctor'],
  } as const;
  const address = rosterAddress(asked);
  assert.deepEqual(askedIn(address.slice(address.indexOf('?'))), asked);
  assert.equal(askedIn(''), null);
  assert.equal(askedIn('?organisation=x&day=2026-02-40'), null);
  assert.deepEqual(askedIn('?organisation=x&day=2026-02-03&post=king')?.posts, []);
});
