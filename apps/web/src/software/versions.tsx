import { Table, type TableColumnsType } from 'antd';
import { useWords } from '../platform/i18n.ts';
import type { SoftwareBoard } from './board.ts';
import { Schools } from './served.tsx';
import { softwareWords } from './words.ts';

type Version = SoftwareBoard['versions'][number];

/** Which version runs on how many terminals and where; who cannot be updated is said plainly. */
export function Versions({ versions }: { versions: Version[] }) {
  const t = useWords(softwareWords);
  const unsupervised = versions.reduce((sum, v) => sum + v.unsupervised, 0);
  const heard = versions.some((v) => v.version !== null);
  const columns: TableColumnsType<Version> = [
    {
      title: t('version'),
      key: 'version',
      width: 104,
      render: (_, x) =>
        x.version === null ? (
          <span className="faint">{t('unheard')}</span>
        ) : (
          <span className="cell-main">{x.version}</span>
        ),
    },
    { title: t('count'), key: 'count', width: 72, dataIndex: 'terminals' },
    {
      title: t('unsupervised'),
      key: 'unsupervised',
      width: 140,
      responsive: ['sm'],
      render: (_, x) =>
        x.version === null ? <span className="unknown">—</span> : String(x.unsupervised),
    },
    { title: t('schools'), key: 'schools', render: (_, x) => <Schools {...x} /> },
  ];
  return (
    <section className="card" data-testid="versions">
      <h2>{t('versions')}</h2>
      {unsupervised > 0 && <p className="notice">{t('unsupervisedTotal', { n: unsupervised })}</p>}
      {heard && unsupervised === 0 && <p className="field-hint">{t('supervisedAll')}</p>}
      <Table
        rowKey={(x) => x.version ?? ''}
        size="middle"
        columns={columns}
        dataSource={versions}
        onRow={() => ({ 'data-testid': 'version' }) as object}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <p className="table-empty">{t('noTerminals')}</p> }}
      />
    </section>
  );
}
