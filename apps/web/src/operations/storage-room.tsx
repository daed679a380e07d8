import type { StorageBoard } from '@anyuan/contracts/routes/storage.ts';
import { Table, type TableColumnsType } from 'antd';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { useLoaded } from '../platform/use-call.ts';
import { RetentionCard } from '../retention/retention-card.tsx';
import './operations.css';
import { roomWords } from './room-words.ts';
import { sizeText } from './size.ts';

type Kind = StorageBoard['kinds'][number];
/** Below this people should act before a holiday is over. */
const soonDays = 30;

function Figures({ board }: { board: StorageBoard }) {
  const t = useWords(roomWords);
  const isKnown = board.kinds.some((k) => k.perDay !== null);
  const lasts =
    board.daysLeft === null
      ? t(isKnown ? 'notGrowing' : 'unknown')
      : t('days', { n: board.daysLeft });
  const isSoon = board.daysLeft !== null && board.daysLeft < soonDays;
  return (
    <dl className="ops-facts">
      <div>
        <dt>{t('free')}</dt>
        <dd>{sizeText(board.freeBytes)}</dd>
      </div>
      <div>
        <dt>{t('daysLeft')}</dt>
        <dd className={isSoon ? 'late' : undefined}>{lasts}</dd>
      </div>
    </dl>
  );
}

/** What takes room, how it grows, how long the disk lasts. */
export default function StorageRoom() {
  const t = useWords(roomWords);
  const p = useWords(platformWords);
  const mayKeep = useMay('retention.manage');
  const { value, advice } = useLoaded('storage', (signal) => call('showStorage', { signal }));
  if (!value) return <p className={advice ? 'notice' : 'faint'}>{advice ?? p('loading')}</p>;
  const columns: TableColumnsType<Kind> = [
    { title: t('kind'), key: 'kind', render: (_, x) => t(`kind.${x.kind}`) },
    { title: t('size'), key: 'size', width: 160, render: (_, x) => sizeText(x.bytes) },
    {
      title: t('perDay'),
      key: 'perDay',
      width: 160,
      render: (_, x) => growthText(x.perDay),
    },
  ];
  return (
    <>
      <section className="card" data-testid="storage">
        <h2>{t('storage')}</h2>
        <p className="faint">{t('storageHint')}</p>
        <Figures board={value} />
        <Table
          rowKey="kind"
          size="middle"
          columns={columns}
          dataSource={value.kinds.toSorted((a, b) => b.bytes - a.bytes)}
          pagination={false}
        />
      </section>
      {mayKeep && <RetentionCard />}
    </>
  );
}

function growthText(perDay: number | null): string {
  if (perDay === null) return '—';
  return `${perDay < 0 ? '−' : '+'}${sizeText(Math.abs(perDay))}`;
}
