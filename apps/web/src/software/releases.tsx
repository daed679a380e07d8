import type { ReleaseView } from '@anyuan/contracts/routes/software.ts';
import { Table, type TableColumnsType } from 'antd';
import { sizeText } from '../operations/size.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import type { SoftwareBoard } from './board.ts';
import { Serves } from './served.tsx';
import { Upload } from './upload.tsx';
import { softwareWords } from './words.ts';

/** What was uploaded, newest first, and the form to upload another. */
export function Releases(props: {
  board: SoftwareBoard;
  /** A rollout is not at its end. */
  blocked: boolean;
  onPlan: (version: string) => void;
  onChanged: () => void;
}) {
  const { board, blocked, onPlan, onChanged } = props;
  const t = useWords(softwareWords);
  const isTold = (version: string) => board.rollouts.some((r) => r.version === version);
  const columns: TableColumnsType<ReleaseView> = [
    {
      title: t('version'),
      key: 'version',
      render: (_, x) => <span className="cell-main">{x.version}</span>,
    },
    { title: t('platform'), key: 'platform', render: (_, x) => t(`platform.${x.platform}`) },
    { title: t('served'), key: 'served', render: (_, x) => <Serves release={x} /> },
    { title: t('minServer'), key: 'minServer', responsive: ['lg'], dataIndex: 'minServer' },
    { title: t('size'), key: 'size', responsive: ['md'], render: (_, x) => sizeText(x.bytes) },
    {
      title: t('addedAt'),
      key: 'addedAt',
      responsive: ['md'],
      render: (_, x) => dateTime(x.addedAt),
    },
    {
      key: 'plan',
      title: <span className="visually-hidden">{t('start')}</span>,
      render: (_, x) => (
        <button
          type="button"
          className="btn"
          disabled={blocked}
          data-testid="plan"
          onClick={() => onPlan(x.version)}
        >
          {t(isTold(x.version) ? 'startAgain' : 'start')}
        </button>
      ),
    },
  ];
  return (
    <section className="card" data-testid="releases">
      <h2>{t('releases')}</h2>
      {board.hasKey ? (
        <Upload fresh={board.releases.filter((r) => !isTold(r.version))} onDone={onChanged} />
      ) : (
        <p className="notice" role="alert">
          {t('noKey')}
        </p>
      )}
      {blocked && <p className="field-hint software-gap">{t('openFirst')}</p>}
      <Table
        rowKey="id"
        size="middle"
        columns={columns}
        dataSource={board.releases}
        onRow={() => ({ 'data-testid': 'release' }) as object}
        pagination={{ pageSize: 5, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{
          emptyText: (
            <p className="table-empty">
              {t('noReleases')} {board.hasKey && t('noReleasesHow')}
            </p>
          ),
        }}
      />
    </section>
  );
}
