import type { IncidentDetail } from '@anyuan/contracts/incident.ts';
import { gradeWords, kindWords, sideWords, stateWords } from '@anyuan/core/incident/words.ts';
import { Link } from 'wouter';
import { AdviceLine } from '../platform/advice-line.tsx';
import { serverNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { dateTime, recordTime } from '../platform/time.ts';
import { FromReport } from '../quick-report/from-report.tsx';
import { AlarmClips } from './alarm-clips.tsx';
import './incident.css';
import { Evidence } from './evidence.tsx';
import { Assess, HandOver, Work } from './incident-actions.tsx';
import { incidentFactWords } from './incident-fact-words.ts';
import { Involved } from './involved.tsx';
import { Deadline, Waiting } from './marks.tsx';
import { Notes } from './notes.tsx';
import { Findings, Orders } from './orders.tsx';
import type { PartProps } from './part.ts';
import { useIncident } from './use-incidents.ts';
import { incidentWords } from './words.ts';

/** The whole record, the same on console and phone. */
export function IncidentView({ incidentId }: { incidentId: string }) {
  const p = useWords(platformWords);
  const { value, advice, reload, retry } = useIncident(incidentId);
  if (!value) {
    if (!advice) return <p className="faint">{p('loading')}</p>;
    return <AdviceLine text={advice} onRetry={retry} />;
  }
  const part = { incident: value.incident, onDone: reload };
  return (
    <div className="incident-page" data-testid="incident">
      <Head {...part} />
      <AlarmClips alarmIds={value.incident.alarmIds} />
      <FromReport incident={value.incident} />
      <Involved {...part} />
      <Orders {...part} />
      <Findings {...part} />
      <Notes {...part} />
      <History incident={value.incident} />
    </div>
  );
}

function Head({ incident: i, onDone }: PartProps) {
  const t = useWords(incidentWords);
  const mayHandle = useMay('incident.handle');
  const isOpen = i.state !== 'reviewed' && i.mergedIntoId === null;
  return (
    <section className="card">
      <h1>
        #{i.number} {i.title} <Waiting incident={i} />
      </h1>
      {i.mergedIntoId && (
        <p className="notice notice-plain">
          {t('mergedInto')} <Link href={`/incidents/${i.mergedIntoId}`}>{t('goThere')}</Link>
        </p>
      )}
      <Facts incident={i} />
      {i.content && <p>{i.content}</p>}
      {i.assessment && <Told label={t('assessment')} text={i.assessment} />}
      {i.conclusion && <Told label={t('conclusion')} text={i.conclusion} />}
      {i.review && <Told label={t('reviewNote')} text={i.review} />}
      <div className="incident-actions">
        {i.alarmIds.map((id) => (
          <Link key={id} href={`/alarms/${id}`} className="btn">
            {t('alarmLink')}
          </Link>
        ))}
        {isOpen && mayHandle && <HandOver incident={i} onDone={onDone} />}
        {isOpen && mayHandle && i.state !== 'concluded' && <Assess incident={i} onDone={onDone} />}
        <Work incident={i} onDone={onDone} />
        <Evidence incident={i} />
      </div>
    </section>
  );
}

function Told({ label, text }: { label: string; text: string }) {
  return (
    <p>
      <strong>{label}：</strong>
      {text}
    </p>
  );
}

function Facts({ incident: i }: { incident: IncidentDetail }) {
  const t = useWords(incidentWords);
  const locale = useLocale();
  const rows: [string, React.ReactNode][] = [
    [t('state'), stateWords[locale][i.state]],
    [t('school'), i.schoolName],
    [t('place'), i.place || '—'],
    [t('kind'), kindWords[locale][i.kind]],
    [t('level'), i.level ?? '—'],
    [t('grade'), i.grade ? gradeWords[locale][i.grade] : '—'],
    [t('holder'), sideWords[locale][i.holder]],
    [t('owner'), i.ownerName ?? '—'],
    [t('deadline'), <Deadline key="deadline" incident={i} />],
    [t('source'), t(`source.${i.source}`)],
    [t('reported'), recordTime(i.times.reportedAt, serverNow())],
    ...i.platforms.map((p): [string, string] => [p.platform, `${p.number} · ${p.state}`]),
  ];
  return (
    <dl className="incident-facts">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const told = ['what', 'why', 'reason', 'note', 'conclusion', 'instruction', 'answer', 'result'];

function History({ incident }: { incident: IncidentDetail }) {
  const t = useWords(incidentWords);
  const f = useWords(incidentFactWords);
  const known = (type: string): type is keyof typeof incidentFactWords.zh =>
    type in incidentFactWords.zh;
  return (
    <section className="card">
      <h2>{t('history')}</h2>
      <ol className="incident-lines">
        {incident.timeline.map((e, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the record only grows
          <li key={n}>
            <span className="faint">{dateTime(e.at)}</span> {e.personName}{' '}
            {known(e.type) ? f(e.type) : e.type}
            {told.map((key) => (typeof e.detail[key] === 'string' ? `：${e.detail[key]}` : ''))}
          </li>
        ))}
      </ol>
    </section>
  );
}
