import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReportView } from '@anyuan/contracts/routes/reports.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { readXlsx } from 'hucre/xlsx';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { v7 } from 'uuid';

let s: Scenario;
let leader: Actor;
let schoolId: string;
before(async () => {
  s = await startScenario();
  leader = await s.as('leader');
  schoolId = (await leader.call('listSchools')).schools[0]?.id ?? '';
  const guard = await s.as('guard');
  for (let n = 0; n < 4; n++) {
    const { alarm } = await guard.call('raiseAlarm', {
      body: { schoolId, detectionId: v7(), beganAt: s.clock.now() - 1000 },
    });
    const params = { alarmId: alarm.id };
    await guard.call('acceptAlarm', { params });
    await guard.call('closeAlarm', { params, body: { verdict: 'true', reason: '已核实' } });
    await s.advance(2);
    s.clock.jump(3_600_000);
  }
});
after(() => s.end());

type Asked = { kind: ReportView['kind']; format: ReportView['format']; day?: string };
async function ask(who: Actor, { kind, format, day = '2026-09-16' }: Asked): Promise<ReportView> {
  const body = { id: v7(), kind, format, day, reason: '例行上报' };
  return (await who.call('askReport', { body })).report;
}

async function made(who: Actor, asked: Asked): Promise<{ report: ReportView; bytes: Buffer }> {
  const { id } = await ask(who, asked);
  const report = await soon(async () => {
    const { reports } = await who.call('listReports');
    const found = reports.find((r) => r.id === id);
    assert.equal(found?.state, 'done', JSON.stringify(found));
    return found;
  }, 60_000);
  const bytes = (await who.call('fetchReport', { params: { reportId: id } })) as Buffer;
  return { report, bytes };
}

async function textOf(pdf: Buffer): Promise<{ text: string; pages: number }> {
  const document = await getDocument({ data: new Uint8Array(pdf), useSystemFonts: false }).promise;
  const pages = await Promise.all(
    Array.from({ length: document.numPages }, async (_, n) => {
      const { items } = await (await document.getPage(n + 1)).getTextContent();
      return items.map((item) => ('str' in item ? item.str : '')).join('');
    }),
  );
  return { text: pages.join('\n'), pages: document.numPages };
}

async function refusedBy(doing: Promise<unknown>): Promise<string> {
  const thrown = await doing.then(
    () => null,
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof Refused, `not refused: ${thrown}`);
  return thrown.code;
}

test('a week on paper: Chinese can be read out again, figures are those of the wall, no system font', async () => {
  const { report, bytes } = await made(leader, { kind: 'week', format: 'pdf' });
  assert.deepEqual([report.fromDay, report.toDay], ['2026-09-14', '2026-09-16']);
  const { text, pages } = await textOf(bytes);
  const wall = await leader.call('showFigures', { query: { range: 'week' } });
  const handled = wall.figures.find((f) => f.key === 'handled');
  assert.deepEqual([handled?.numerator, handled?.denominator], [4, 4]);
  for (const words of [
    '周报',
    '指标',
    '报警处置率',
    '100%',
    '4 / 4',
    '每日报警',
    '报警时段',
    '对比 2026-09-11',
  ]) {
    assert.ok(text.includes(words), `${words} in ${text.slice(0, 800)}`);
  }
  // Nobody measured an arrival: told in words, never as 0 or 100 %.
  assert.ok(text.includes('这段时间没有到场记录'));
  assert.ok(
    pages >= 2 && pages < 6 && bytes.length < 400_000,
    `${pages} pages, ${bytes.length} bytes`,
  );
});

test('a month as a workbook: the same numbers, charts over them', async () => {
  const { bytes } = await made(leader, { kind: 'month', format: 'xlsx' });
  const { sheets } = await readXlsx(bytes);
  assert.deepEqual(
    sheets.map((sheet) => sheet.name),
    ['指标', '学校', '每日报警', '到场用时分布', '报警时段'],
  );
  assert.ok(sheets.slice(2).every((sheet) => (sheet.charts?.length ?? 0) === 1));
  const flat = sheets[0]?.rows.find((row) => String(row[0]).startsWith('报警处置率'));
  assert.deepEqual(flat?.slice(1, 4), ['100%', 4, 4]);
  assert.deepEqual(sheets[2]?.rows[1]?.slice(0, 2), ['2026-09-16', 4]);
});

test('a stretch in the past has its own days; one without a record says "—"', async () => {
  const { report, bytes } = await made(leader, {
    kind: 'month',
    format: 'xlsx',
    day: '2026-07-10',
  });
  assert.deepEqual([report.fromDay, report.toDay], ['2026-07-01', '2026-07-31']);
  const { sheets } = await readXlsx(bytes);
  const flat = sheets[0]?.rows.find((row) => String(row[0]).startsWith('报警处置率'));
  assert.deepEqual(flat?.slice(1, 4), ['—', 0, 0]);
});

test('a term is what the organisation says; below the nearest above holds; the wall follows', async () => {
  const params = { organisationId: schoolId };
  assert.deepEqual(await leader.call('showTerms', { params }), { terms: [], from: null });
  const terms = [{ name: '秋季学期', fromDay: '2026-09-07', toDay: '2027-01-22' }];
  const saved = await leader.call('saveTerms', { params, body: { terms } });
  assert.equal(saved.terms.length, 1);
  const report = await ask(leader, { kind: 'term', format: 'xlsx' });
  assert.deepEqual([report.fromDay, report.toDay], ['2026-09-07', '2026-09-16']);
  s.clock.jump(5000);
  const wall = await leader.call('showFigures', { query: { range: 'term' } });
  assert.equal(wall.days.from, '2026-09-07');
  const doubled = [...terms, { name: '重叠', fromDay: '2027-01-20', toDay: '2027-06-30' }];
  const refused = leader.call('saveTerms', { params, body: { terms: doubled } });
  assert.equal(await refusedBy(refused), 'request.invalid');
  const command = await s.as('command');
  assert.equal(
    await refusedBy(command.call('saveTerms', { params, body: { terms } })),
    'subject.unknown',
  );
  const { lines } = await leader.call('listAuditLines', { query: { action: 'terms.changed' } });
  assert.equal(lines.length, 1);
});

test('a report is on record, only for whoever asked, and gone after a day', async () => {
  const { report } = await made(leader, { kind: 'day', format: 'xlsx' });
  const params = { reportId: report.id };
  const affairs = await s.as('affairs');
  assert.equal(await refusedBy(affairs.call('fetchReport', { params })), 'report.gone');
  assert.deepEqual((await affairs.call('listReports')).reports, []);
  const { lines } = await leader.call('listAuditLines', { query: { action: 'report.exported' } });
  assert.ok(lines.length >= 4 && lines.every((l) => l.reason === '例行上报'));
  const teacher = await s.as('teacher');
  assert.equal(await refusedBy(ask(teacher, { kind: 'day', format: 'xlsx' })), 'permission.denied');
  s.clock.jump(24 * 3_600_000 + 1000);
  const later = await s.as('leader');
  assert.equal(await refusedBy(later.call('fetchReport', { params })), 'report.gone');
  await s.advance(10);
  const { rows } = await s.database.pool.query('select id from report_job');
  assert.deepEqual(rows, []);
});
