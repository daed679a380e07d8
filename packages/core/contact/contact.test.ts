import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskAddress, parseAddress } from './address.ts';
import { codeDigits, codeLasts, codePauseMs, isCodeOpen, objectionToSending } from './code.ts';
import { afterQuiet } from './quiet.ts';

const kept = (channel: 'phone' | 'email' | 'wecom', typed: string) => {
  const parsed = parseAddress(channel, typed);
  return parsed.ok ? parsed.address : parsed.code;
};

test('a telephone number as people write it, or advice', () => {
  for (const typed of [
    '13800138000',
    ' 138 0013 8000',
    '138-0013-8000',
    '+86 138 0013 8000',
    '１３８００１３８０００',
    '0086 13800138000',
  ]) {
    assert.equal(kept('phone', typed), '+8613800138000', typed);
  }
  assert.equal(kept('phone', '0937-2612345'), '+869372612345');
  assert.equal(kept('phone', '+852 6123 4567'), '+85261234567');
  for (const typed of ['', '110', '1380013800', '138001380000', '12345678901', 'ask at the gate']) {
    assert.equal(kept('phone', typed), 'contact.badPhone', typed);
  }
  assert.equal(kept('phone', '13800138000 ext 5'), 'contact.badPhone');
});

test('a mail address and a member id', () => {
  assert.equal(kept('email', ' Zhao.Min@School.EXAMPLE.cn '), 'Zhao.Min@school.example.cn');
  for (const typed of [
    'a@b',
    'a b@c.cn',
    '@c.cn',
    'a@c..cn',
    'a@-c.cn',
    'a..b@c.cn',
    'a@c.cn,d@e.cn',
  ]) {
    assert.equal(kept('email', typed), 'contact.badEmail', typed);
  }
  assert.equal(kept('wecom', 'zhao.min-01'), 'zhao.min-01');
  assert.equal(kept('wecom', 'zhao min'), 'contact.badMember');
});

test('whatever is typed: no throw, and what was kept is kept again as it is', () => {
  const typed = fc.oneof(fc.string(), fc.stringMatching(/^[+0-9 ()-]{3,20}$/), fc.emailAddress());
  fc.assert(
    fc.property(fc.constantFrom('phone', 'email', 'wecom'), typed, (channel, text) => {
      const once = parseAddress(channel, text);
      if (once.ok) assert.deepEqual(parseAddress(channel, once.address), once);
    }),
  );
});

test('a mask shows enough to recognise and too little to use', () => {
  assert.equal(maskAddress('phone', '+8613800138000'), '138****8000');
  assert.equal(maskAddress('phone', '+869372612345'), '93****2345');
  assert.equal(maskAddress('email', 'zhao@school.cn'), 'z***@school.cn');
  assert.equal(maskAddress('wecom', 'zhaomin'), 'zh***n');
  fc.assert(
    fc.property(fc.stringMatching(/^\+[0-9]{7,15}$/), (number) => {
      const shown = maskAddress('phone', number).replace(/\D/g, '');
      assert.ok(shown.length <= number.length - 5);
    }),
  );
});

test('codes: a pause, a limit for the person, a lower one for the address', () => {
  const now = 1_000_000_000;
  const sent = (count: number, agoMs: number) =>
    Array.from({ length: count }, (_, i) => ({ sentAt: now - agoMs - i }));
  const judge = (toPerson: number, toAddress: number, agoMs: number) =>
    objectionToSending({ toPerson: sent(toPerson, agoMs), toAddress: sent(toAddress, agoMs) }, now);
  assert.equal(judge(0, 0, 0), null);
  assert.equal(judge(1, 1, codePauseMs - 1), 'code.tooSoon');
  assert.equal(judge(1, 1, codePauseMs), null);
  assert.equal(judge(1, 0, 1), null, 'another address of the same person need not wait');
  assert.equal(judge(5, 5, codePauseMs), 'code.tooMany');
  assert.equal(judge(10, 0, codePauseMs), 'code.tooMany');
  assert.equal(judge(20, 20, 24 * 3_600_000), null, 'yesterday does not count');
});

test('a code ends with time, with attempts and with use', () => {
  const code = { sentAt: 0, expiresAt: codeLasts, tries: 0, usedAt: null };
  assert.equal(isCodeOpen(code, codeLasts - 1), true);
  assert.equal(isCodeOpen(code, codeLasts), false);
  assert.equal(isCodeOpen({ ...code, tries: 5 }, 1), false);
  assert.equal(isCodeOpen({ ...code, usedAt: 1 }, 2), false);
  assert.equal(codeDigits(' 123-４５６ '), '123456');
});

test('everyday notices leave when the quiet hours end, the same day or the next', () => {
  const at = (iso: string) => Date.parse(`${iso}+08:00`);
  const zone = 'Asia/Shanghai';
  const night = { fromMinute: 22 * 60, toMinute: 7 * 60 };
  assert.equal(afterQuiet(at('2026-03-02T12:00'), night, zone), at('2026-03-02T12:00'));
  assert.equal(afterQuiet(at('2026-03-02T22:00'), night, zone), at('2026-03-03T07:00'));
  assert.equal(afterQuiet(at('2026-03-03T06:59'), night, zone), at('2026-03-03T07:00'));
  assert.equal(afterQuiet(at('2026-03-03T07:00'), night, zone), at('2026-03-03T07:00'));
  const noon = { fromMinute: 12 * 60, toMinute: 14 * 60 };
  assert.equal(afterQuiet(at('2026-03-02T13:30'), noon, zone), at('2026-03-02T14:00'));
  assert.equal(afterQuiet(5, null, zone), 5);
  assert.equal(afterQuiet(5, { fromMinute: 60, toMinute: 60 }, zone), 5);
});
