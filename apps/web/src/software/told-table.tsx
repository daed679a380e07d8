import type { RolloutDetail, RolloutState, ToldView } from '@anyuan/contracts/routes/software.ts';
import { Table, type TableColumnsType } from 'antd';
import { Link } from 'wouter';
import { deviceWords } from '../devices/words.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { failureWords } from './failure-words.ts';
import { softwareWords } from './words.ts';

const isBack = (told: ToldView) => told.version === told.beforeVersion;

function stateOf(told: ToldView, rollout: RolloutState) {
  if (rollout !== 'takenBack') return told.state;
  return isBack(told) ? 'returned' : 'returning';
}

/** What is wrong with it, or what it has yet to do. */
function Why({ told, rollout }: { told: ToldView; rollout: RolloutState }) {
  const t = useWords(softwareWords);
  const d = useWords(deviceWords);
  const locale = useLocale();
  const wordsOf = (code: string) => {
    const key = `fault.${code}` as keyof typeof deviceWords.zh;
    return key in deviceWords.zh ? d(key) : code;
  };
  return (
    <>
      {told.faults.map((f) => (
        <div key={f.code}>
          {f.code.startsWith('software.')
            ? t('becauseOf', { what: wordsOf(f.code), why: failureWords(f.detail, locale) })
            : wordsOf(f.code)}
        </div>
      ))}
      {told.selfTest === 'failed' && <div>{t('selfTestFailed')}</div>}
      {told.state === 'waiting' && rollout !== 'takenBack' && t(`waits.${told.waitsFor}`)}
      {told.selfTest === 'asBefore' && <div>{t('selfTestAsBefore')}</div>}
      {told.state === 'healthy' && told.selfTest === 'passed' && <span className="unknown">—</span>}
    </>
  );
}

/** Terminals that were told, those that failed first, each leading to its own line. */
export function ToldTable({ detail }: { detail: RolloutDetail }) {
  const t = useWords(softwareWords);
  const { terminals, rollout } = detail;
  if (rollout.told === 0) return <p className="faint">{t('toldNone')}</p>;
  const columns: TableColumnsType<ToldView> = [
    {
      title: t('terminal'),
      key: 'terminal',
      render: (_, x) => (
        <>
          <Link href={`/terminals?q=${encodeURIComponent(`${x.schoolName} ${x.name}`)}`}>
            {x.place}
          </Link>
          <div className="cell-sub">
            {x.schoolName} · {x.name}
          </div>
        </>
      ),
    },
    {
      title: t('state'),
      key: 'state',
      width: 96,
      render: (_, x) => {
        const state = stateOf(x, rollout.state);
        return <span className={`told-${state}`}>{t(`told.${state}`)}</span>;
      },
    },
    {
      title: t('now'),
      key: 'now',
      width: 150,
      responsive: ['sm'],
      render: (_, x) => (
        <>
          {x.version ?? <span className="unknown">—</span>}
          {!isBack(x) && x.beforeVersion !== null && (
            <div className="cell-sub">{t('before', { version: x.beforeVersion })}</div>
          )}
        </>
      ),
    },
    {
      title: t('why'),
      key: 'why',
      render: (_, x) => <Why told={x} rollout={rollout.state} />,
    },
  ];
  return (
    <>
      <h3>{t('toldTitle')}</h3>
      <Table
        rowKey="id"
        size="middle"
        columns={columns}
        dataSource={terminals}
        onRow={() => ({ 'data-testid': 'told' }) as object}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
      />
      {rollout.told > terminals.length && (
        <p className="field-hint">{t('toldMore', { n: terminals.length })}</p>
      )}
    </>
  );
}
