import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeLog } from './log.ts';

function logged(fields: object): Record<string, unknown> & { text: string } {
  let text = '';
  const destination = {
    write: (line: string) => {
      text += line;
    },
  };
  makeLog({ level: 'info', destination }).info(fields, 'seen');
  return { ...JSON.parse(text), text };
}

test('a line has ISO time and level in words', () => {
  const line = logged({ alarmId: 'a1' });
  assert.match(String(line.time), /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.equal(line.level, 'info');
  assert.equal(line.alarmId, 'a1');
});

test('personal data and secrets stay out, also in nested objects and errors', () => {
  const person = { id: 7, name: '王芳', phone: '13800000000', email: 'w@example.cn' };
  const database = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (phone)=(13900000000) already exists.',
  });
  const { text } = logged({
    phone: '13700000000',
    code: '424242',
    person,
    reply: { person },
    err: database,
    req: { method: 'GET', url: '/enrol?code=777777', headers: { cookie: 's=1' } },
  });
  const secrets = ['王芳', '13800000000', 'w@example', '13700000000', '424242', '13900000000'];
  for (const secret of [...secrets, '777777', 's=1']) assert.ok(!text.includes(secret), secret);
  assert.match(text, /"errorCode":"23505"/);
  assert.match(text, /"id":7/);
});
