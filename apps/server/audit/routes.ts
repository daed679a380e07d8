import type { AuditAction } from '@anyuan/contracts/audit.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { AuditFilter, AuditLine } from '@anyuan/contracts/routes/audit-lines.ts';
import { routes } from '@anyuan/contracts/routes/index.ts';
import { auditActionWords } from '@anyuan/core/people/audit-words.ts';
import { appendAudit } from '../platform/audit.ts';
import type { Db, Tx } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import { attachment, spreadsheetOf, spreadsheetType } from '../platform/spreadsheet.ts';
import type { Who } from '../platform/who.ts';
import { findLines, type LineFilter, type LineRow } from './line-store.ts';
import { findLastSeal } from './seal-store.ts';
import { expiredBefore, verifyRecord } from './verify.ts';
import { type KeptRule, verifyRules } from './verify-rules.ts';

export interface AuditRoutesOptions {
  db: Db;
  clock: Clock;
  /** Every organisation there is. */
  organisationIds(): readonly string[];
  /** What a subject is called, where that can be told. */
  subjectName(id: string): string | null;
  /** Every version of the rule of retention, oldest first. */
  rules(tx: Tx): Promise<readonly KeptRule[]>;
}

const exportMax = 100_000;
const exportPage = 1000;

/** 审计: who saw, heard, changed or took along what, and whether the record is still what it was. */
export function serveAuditLines(http: Http, options: AuditRoutesOptions): void {
  const { db, clock } = options;
  const scopeOf = (who: Who): Pick<LineFilter, 'organisationIds' | 'everybody'> => {
    const all = options.organisationIds();
    const organisationIds = all.filter((id) => who.may('audit.view', id));
    return { organisationIds, everybody: organisationIds.length === all.length };
  };
  const record = (who: Who, action: AuditAction, detail: object) =>
    appendAudit(db.query, {
      at: clock.now(),
      personId: who.personId,
      action,
      subject: 'audit',
      detail,
    });

  http.serve(routes.listAuditLines, async ({ who, query }) => {
    const rows = await findLines(db, { ...query, ...scopeOf(who), limit: query.limit + 1 });
    const lines = rows.slice(0, query.limit).map((row) => lineOf(row, options));
    return { lines, more: rows.length > query.limit };
  });

  http.serve(routes.exportAuditLines, async ({ who, query, reply }) => {
    const { reason, ...filter } = query;
    await record(who, 'audit.exported', { reason, ...filter });
    const sheet = spreadsheetOf({
      name: '审计',
      columns: [
        { header: '时间', width: 20 },
        { header: '人员', width: 14 },
        { header: '操作', width: 24 },
        { header: '对象', width: 40 },
        { header: '事由', width: 40 },
        { header: '详情', width: 60 },
      ],
      rows: sheetRows({ ...filter, ...scopeOf(who) }, options),
    });
    return reply
      .type(spreadsheetType)
      .header('content-disposition', attachment('审计.xlsx'))
      .header('cache-control', 'private, no-store')
      .send(sheet);
  });

  http.serve(routes.showSeal, async () => {
    const seal = await findLastSeal(db.query);
    return { seal: seal && { number: seal.number, sealedUntil: seal.toAt, hash: seal.hash } };
  });
  serveRecordCheck(http, options, record);
}

/** Is the record still what it was? One check at a time: it reads all of it. */
function serveRecordCheck(
  http: Http,
  { db, clock, rules: readRules }: AuditRoutesOptions,
  record: (who: Who, action: AuditAction, detail: object) => Promise<void>,
): void {
  let isChecking = false;
  http.serve(routes.checkRecord, async ({ who }) => {
    if (isChecking) throw new Refusal('seal.checking');
    isChecking = true;
    try {
      const now = clock.now();
      const rules = await verifyRules({ db, now, rules: readRules });
      const check = await verifyRecord({ db, expiredBefore: expiredBefore(rules.proven, now) });
      const faults = check.findings.length + rules.findings.length;
      await record(who, 'audit.verified', { seals: check.seals, faults });
      return {
        ...check,
        rules: rules.findings,
        findings: check.findings.slice(0, 100).map(({ seal, fault }) => ({
          number: seal.number,
          fromAt: seal.fromAt,
          toAt: seal.toAt,
          fault,
        })),
      };
    } finally {
      isChecking = false;
    }
  });
}

/** Page by page, so that a long list never stands in memory whole. */
async function* sheetRows(
  filter: AuditFilter & Pick<LineFilter, 'organisationIds' | 'everybody'>,
  options: AuditRoutesOptions,
) {
  let before: number | undefined;
  for (let sent = 0; sent < exportMax; sent += exportPage) {
    const rows = await findLines(options.db, { ...filter, before, limit: exportPage });
    for (const row of rows) {
      const line = lineOf(row, options);
      yield [
        new Date(line.at),
        line.personName ?? '—',
        auditActionWords.zh[line.action],
        line.subjectName ?? line.subject,
        line.reason ?? '',
        JSON.stringify(line.detail),
      ];
    }
    if (rows.length < exportPage) return;
    before = rows.at(-1)?.id;
  }
}

function lineOf(row: LineRow, { subjectName }: AuditRoutesOptions): AuditLine {
  const detail = row.detail as Record<string, unknown>;
  const { reason } = detail;
  return {
    id: row.id,
    at: row.at,
    personId: row.person_id,
    personName: row.name,
    action: row.action as AuditAction,
    subject: row.subject,
    subjectName: subjectName(row.subject),
    reason: typeof reason === 'string' ? reason : null,
    detail,
  };
}
