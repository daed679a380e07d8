import type { Audit, AuditedAlarm } from '@anyuan/contracts/routes/operations.ts';
import { Table, type TableColumnsType } from 'antd';
import { Link } from 'wouter';
import { alarmWords } from '../alarm/words.ts';
import { call } from '../platform/api.ts';
import { type Say, useLocale, useWords } from '../platform/i18n.ts';
import { ago, dateTime } from '../platform/time.ts';
import { useDoing } from '../platform/use-call.ts';
import { type OperationWord, operationWords } from './words.ts';

type OperationSay = Say<OperationWord>;

function When({ alarm, now }: { alarm: AuditedAlarm; now: number }) {
  const t = useWords(operationWords);
  if (alarm.dueAt === null) return <strong className="late">{t('noStep')}</strong>;
  const sec = Math.round((alarm.dueAt - now) / 1000);
  return (
    <span className={sec < -10 ? 'late' : undefined}>
      {sec < 0 ? t('overdueBy', { n: -sec }) : t('inSec', { n: sec })}
      {alarm.stepFailures > 0 && <div>{t('failures', { n: alarm.stepFailures })}</div>}
    </span>
  );
}

/** Every open alarm with what comes next and when. */
export function NextSteps({ audit }: { audit: Audit }) {
  const t = useWords(operationWords);
  const a = useWords(alarmWords);
  const columns: TableColumnsType<AuditedAlarm> = [
    {
      title: t('place'),
      key: 'place',
      render: (_, x) => (
        <Link href={`/alarms/${x.alarmId}`}>
          <div className="cell-main">{x.place}</div>
          <div className="cell-sub">{x.schoolName}</div>
        </Link>
      ),
    },
    { title: t('state'), key: 'state', width: 110, render: (_, x) => a(`state.${x.state}`) },
    { title: t('next'), key: 'next', width: 170, render: (_, x) => t(`step.${x.nextStep}`) },
    {
      title: t('when'),
      key: 'when',
      width: 180,
      render: (_, x) => <When alarm={x} now={audit.now} />,
    },
  ];
  return (
    <Table
      rowKey="alarmId"
      size="middle"
      columns={columns}
      dataSource={audit.alarms}
      onRow={() => ({ 'data-testid': 'audited-alarm' }) as object}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: <p className="table-empty">{t('noAlarms')}</p> }}
    />
  );
}

function consumerName(t: OperationSay, consumer: string): string {
  const key = `consumer.${consumer}` as OperationWord;
  return key in operationWords.zh ? t(key) : consumer;
}

/** How far behind each consumer is. */
export function Consumers({ audit }: { audit: Audit }) {
  const t = useWords(operationWords);
  const locale = useLocale();
  const columns: TableColumnsType<Audit['consumers'][number]> = [
    { title: t('consumer'), key: 'name', render: (_, x) => consumerName(t, x.consumer) },
    { title: t('waiting'), key: 'waiting', width: 110, render: (_, x) => x.waiting || t('none') },
    {
      title: t('oldest'),
      key: 'oldest',
      width: 150,
      render: (_, x) => (x.oldestAt === null ? '—' : ago(x.oldestAt, audit.now, locale)),
    },
    { title: t('parked'), key: 'parked', width: 110, render: (_, x) => x.parked || t('none') },
  ];
  return (
    <Table
      rowKey="consumer"
      size="small"
      columns={columns}
      dataSource={audit.consumers}
      pagination={false}
    />
  );
}

/** What keeps failing, with a retry that does not wait for the ten minutes. */
export function Parked({ audit, onChanged }: { audit: Audit; onChanged: () => void }) {
  const t = useWords(operationWords);
  const doing = useDoing();
  if (audit.parked.length === 0) return null;
  const retry = (deliveryId: number) =>
    doing.run(() => call('retryDelivery', { params: { deliveryId } })).then(onChanged);
  return (
    <section className="card" data-testid="parked">
      <h2>{t('parkedTitle')}</h2>
      {doing.advice && <p className="notice">{doing.advice}</p>}
      <ul>
        {audit.parked.map((p) => (
          <li key={p.deliveryId} className="filter-bar">
            <span>
              <span className="cell-main">
                {consumerName(t, p.consumer)} · {p.factType}
              </span>
              <span className="cell-sub">
                {p.schoolName ?? '—'} · {dateTime(p.at)} · {t('attempts')} {p.attempts}
                {p.error && ` · ${p.error}`}
              </span>
            </span>
            <button
              type="button"
              className="btn"
              disabled={doing.busy}
              onClick={() => void retry(p.deliveryId)}
            >
              {t('retry')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
