import { Table, type TableColumnsType } from 'antd';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import type { Rollout } from './board.ts';
import { softwareWords } from './words.ts';

/** Rollouts before the newest: what each came to. */
export function RolloutHistory({ rollouts }: { rollouts: Rollout[] }) {
  const t = useWords(softwareWords);
  const columns: TableColumnsType<Rollout> = [
    { title: t('version'), key: 'version', width: 96, dataIndex: 'version' },
    {
      title: t('state'),
      key: 'state',
      width: 130,
      render: (_, x) => (
        <span className={`software-state software-state-${x.state}`}>{t(`state.${x.state}`)}</span>
      ),
    },
    {
      title: t('result'),
      key: 'result',
      render: (_, { told, healthy, failed, begunAt, begunBy, reason }) => (
        <>
          {t('resultOf', { told, healthy, failed })}
          <div className="cell-sub">
            {t('begun', { time: dateTime(begunAt), name: begunBy })}
            {reason && ` · ${t('reasonOf', { reason })}`}
          </div>
        </>
      ),
    },
  ];
  return (
    <section className="card">
      <h2>{t('history')}</h2>
      <Table
        rowKey="id"
        size="middle"
        columns={columns}
        dataSource={rollouts}
        pagination={{ pageSize: 5, hideOnSinglePage: true, showSizeChanger: false }}
      />
    </section>
  );
}
