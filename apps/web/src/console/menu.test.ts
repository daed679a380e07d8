import assert from 'node:assert/strict';
import { test } from 'node:test';
import { menu, neededFor } from './menu.ts';

test('an address asks for what its entry of the menu asks for; deeper pages may ask for more', () => {
  for (const { href, needs } of menu.flatMap((group) => group.items)) {
    assert.equal(neededFor(href), needs, href);
  }
  assert.equal(neededFor('/incidents/018f'), 'incident.view');
  assert.equal(neededFor('/terminals/settings'), 'terminal.view');
  assert.equal(neededFor('/terminals/software'), 'software.manage');
  assert.equal(neededFor('/terminals/018f/sticker'), 'terminal.manage');
  assert.equal(neededFor('/digest/2026-09-16'), 'incident.view');
  assert.equal(neededFor('/alarms/018f'), undefined);
  assert.equal(neededFor('/recordsroom'), undefined);
});
