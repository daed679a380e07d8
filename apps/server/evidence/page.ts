import type { AlarmDetail, TimeLine, TimelineEntry } from '@anyuan/contracts/alarm.ts';
import type { AuditAction } from '@anyuan/contracts/audit.ts';
import type { EvidenceManifest } from '@anyuan/contracts/evidence.ts';
import { gradeWords, kindWords, stateWords } from '@anyuan/core/incident/words.ts';
import { auditActionWords } from '@anyuan/core/people/audit-words.ts';
import { reportKindWords } from '@anyuan/core/quick-report/words.ts';
import { alarmWords } from '@anyuan/core/records/alarm-words.ts';
import { factWords } from '@anyuan/core/records/fact-words.ts';
import { incidentFactWords } from '@anyuan/core/records/incident-fact-words.ts';
import type { Evidence, EvidenceReport } from './evidence.ts';
import { evidenceWords } from './words.ts';

/** Text that is safe to stand in HTML. Every value goes through here. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const timeZone = 'Asia/Shanghai';
const clock = new Intl.DateTimeFormat('sv-SE', {
  ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' },
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 1 },
});
const when = (at: number | null): string => (at === null ? '—' : clock.format(at));

type Row = readonly (string | null)[];

const section = (title: string, body: string) =>
  `<section><h2>${escaped(title)}</h2>${body}</section>`;

function table(head: Row, rows: readonly Row[], none: string): string {
  if (rows.length === 0) return `<p class="faint">${escaped(none)}</p>`;
  const cells = (row: Row, tag: string) =>
    row.map((cell) => `<${tag}>${escaped(cell ?? '—')}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('');
  return `<table><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${body}</tbody></table>`;
}

const pairs = (rows: readonly (readonly [string, string | null])[]) =>
  `<dl>${rows.map(([k, v]) => `<div><dt>${escaped(k)}</dt><dd>${escaped(v || '—')}</dd></div>`).join('')}</dl>`;

const style = `body{font:15px/1.6 "PingFang SC","HarmonyOS Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;
color:#16202c;background:#f2f5f8;margin:0;padding:24px}main{max-width:960px;margin:auto;display:grid;gap:16px}
section,header{background:#fff;border:1px solid #d5dde6;border-radius:14px;padding:16px 24px}h1{font-size:24px;margin:0 0 8px}
h2{font-size:17px;margin:0 0 8px}h3{font-size:15px;margin:16px 0 4px}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:500;color:#56667a;font-size:13px}td,th{padding:6px 8px;border-bottom:1px solid #d5dde6;vertical-align:top;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(220px,1fr));gap:8px 16px;margin:0}dt{color:#56667a;font-size:13px}dd{margin:0}
.faint{color:#56667a}code{overflow-wrap:anywhere}audio,img{max-width:100%}audio{width:100%}@media print{body{background:#fff;padding:0}section,header{break-inside:avoid}}`;

/** The record as one page that any browser shows without a network. No script. */
export function pageOf(evidence: Evidence, files: EvidenceManifest['files']): string {
  const { incident, locale, madeAt, madeBy, reason, seal, views } = evidence;
  const w = evidenceWords[locale];
  const filled = (text: string, values: Record<string, string>) =>
    text.replace(/\{(\w+)\}/g, (_all, key: string) => values[key] ?? '');
  const title = filled(w.title, { number: String(incident.number) });
  const seen = views.map(
    (v): Row => [
      when(v.at),
      v.personName ?? w.system,
      auditActionWords[locale][v.action as AuditAction] ?? v.action,
      v.reason,
    ],
  );
  const listed = files.map((f): Row => [f.path, String(f.bytes), f.sha256]);
  const parts = [
    `<header><h1>${escaped(title)}</h1><p>${escaped(filled(w.made, { at: when(madeAt), by: madeBy, reason }))}</p>
    <p class="faint">${escaped(filled(w.offline, { zone: timeZone }))}</p></header>`,
    incidentPart(evidence),
    ...evidence.alarms.map((alarm, n) =>
      alarmPart(evidence, alarm, filled(w.alarm, { n: `${n + 1}` })),
    ),
    ...evidence.reports.map((report, n) =>
      reportPart(evidence.locale, report, filled(w.report, { n: `${n + 1}` })),
    ),
    section(w.history, history(incident.timeline, locale)),
    section(w.views, table(['', w.person, '', ''], seen, w.none)),
    section(w.files, table([w.file, w.bytes, 'SHA-256'], listed, w.none)),
    seal
      ? section(
          w.seal,
          `<p><code>${escaped(seal.hash)}</code></p><p class="faint">${escaped(
            filled(w.sealNote, { n: String(seal.number), at: when(seal.sealedUntil) }),
          )}</p>`,
        )
      : '',
  ];
  return `<!doctype html><html lang="${locale === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style></head>
<body><main>${parts.join('\n')}</main></body></html>`;
}

function incidentPart({ incident: i, locale }: Evidence): string {
  const w = evidenceWords[locale];
  const facts = pairs([
    [w.incident, i.title],
    [w.school, i.schoolName],
    [w.place, i.place],
    [w.kind, kindWords[locale][i.kind]],
    [w.grade, i.grade && gradeWords[locale][i.grade]],
    [w.state, stateWords[locale][i.state]],
    [w.reported, when(i.times.reportedAt)],
    [w.owner, i.ownerName],
  ]);
  const told = (
    [
      [w.content, i.content],
      [w.assessment, i.assessment],
      [w.conclusion, i.conclusion],
      [w.review, i.review],
    ] as const
  ).flatMap(([label, text]) => (text ? [`<h3>${escaped(label)}</h3><p>${escaped(text)}</p>`] : []));
  const involved = table(
    [w.person, ''],
    i.people.map((p) => [p.name, p.part]),
    w.none,
  );
  const orders = i.orders.map((o): Row => [when(o.at), o.byName, o.instruction, o.answer]);
  const findings = i.findings.map((f): Row => [f.problem, f.measure, f.ownerName, f.result]);
  return section(
    w.incident,
    [
      facts,
      ...told,
      `<h3>${escaped(w.involved)}</h3>${involved}`,
      orders.length > 0
        ? `<h3>${escaped(w.orders)}</h3>${table(['', '', '', ''], orders, w.none)}`
        : '',
      findings.length > 0
        ? `<h3>${escaped(w.findings)}</h3>${table(['', '', '', ''], findings, w.none)}`
        : '',
    ].join(''),
  );
}

function alarmPart(evidence: Evidence, alarm: AlarmDetail, title: string): string {
  const { locale, clips } = evidence;
  const w = evidenceWords[locale];
  const a = alarmWords[locale];
  const moments = Object.keys(alarm.times) as (keyof TimeLine)[];
  const times = pairs([
    [w.place, `${alarm.schoolName} · ${alarm.place}`],
    [a[`alarmKind.${alarm.alarmKind}`], a[`kind.${alarm.kind}`]],
    ...moments.map((t) => [a[`t.${t}`], when(alarm.times[t])] as const),
  ]);
  const people = alarm.people.map(
    (p): Row => [
      p.name,
      a[`post.${p.post}`],
      a[`answer.${p.state}`],
      ...[when(p.calledAt), when(p.answeredAt), when(p.arrivedAt)],
    ],
  );
  const sounds = clips.filter((c) => c.alarmId === alarm.id);
  const recordings = sounds.map(({ path, sha256 }) =>
    path
      ? `<p><audio controls preload="none" src="${escaped(path)}"></audio><br>${escaped(path)} <code>${escaped(sha256 ?? '')}</code></p>`
      : `<p class="faint">${escaped(w.gone)}</p>`,
  );
  const closed = alarm.verdict
    ? `<h3>${escaped(w.closed)}</h3><p>${escaped(
        [a[`verdict.${alarm.verdict}`], alarm.closedBy, alarm.closeReason]
          .filter(Boolean)
          .join(' · '),
      )}</p>`
    : '';
  const head = [w.person, w.post, w.answer, w.called, w.answered, w.arrived];
  return section(
    title,
    [
      times,
      `<h3>${escaped(w.people)}</h3>${table(head, people, w.none)}`,
      `<h3>${escaped(w.recordings)}</h3>${recordings.join('') || `<p class="faint">${escaped(w.gone)}</p>`}`,
      closed,
      `<h3>${escaped(w.history)}</h3>${history(alarm.timeline, locale)}`,
    ].join(''),
  );
}

function reportPart(locale: Evidence['locale'], report: EvidenceReport, title: string): string {
  const w = evidenceWords[locale];
  const { position: at } = report;
  const facts = pairs([
    [w.kind, reportKindWords[locale][report.kind]],
    [w.place, report.place],
    [w.reporter, report.reporterName],
    [w.reportedAt, when(report.madeAt)],
    [w.position, at && `${at.latitude}, ${at.longitude} (± ${Math.round(at.accuracyM)} m)`],
  ]);
  const parts = report.parts.map(({ kind, path, sha256 }) => {
    if (path === null) return `<p class="faint">${escaped(w.partGone)}</p>`;
    const shown =
      kind === 'photo'
        ? `<img src="${escaped(path)}" alt="${escaped(path)}">`
        : `<audio controls preload="none" src="${escaped(path)}"></audio>`;
    return `<p>${shown}<br>${escaped(path)} <code>${escaped(sha256 ?? '')}</code></p>`;
  });
  return section(title, [facts, `<p>${escaped(report.words)}</p>`, ...parts].join(''));
}

const told = ['what', 'why', 'reason', 'note', 'conclusion', 'instruction', 'answer', 'result'];

function history(entries: readonly TimelineEntry[], locale: Evidence['locale']): string {
  const w = evidenceWords[locale];
  const facts: Record<string, string> = { ...factWords[locale], ...incidentFactWords[locale] };
  const rows = entries.map(({ at, type, personName, detail }): Row => {
    const words = told.flatMap((key) => (typeof detail[key] === 'string' ? [detail[key]] : []));
    return [when(at), facts[type] ?? type, personName, words.join(' · ')];
  });
  return table(['', '', '', ''], rows, w.none);
}
