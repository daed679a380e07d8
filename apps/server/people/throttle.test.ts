import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkOf } from './throttle.ts';

test('one home is one network, in both families of addresses', () => {
  assert.equal(networkOf('10.0.0.5'), '10.0.0.5');
  assert.equal(networkOf('::ffff:10.0.0.5'), '::ffff:10.0.0.5');
  assert.equal(networkOf('2001:db8:1:2:a:b:c:d'), '2001:db8:1:2');
  assert.equal(networkOf('2001:db8:1:2::9'), '2001:db8:1:2');
  assert.equal(networkOf('2001:db8::9'), '2001:db8:0:0');
  assert.equal(networkOf('::1'), '0:0:0:0');
});
