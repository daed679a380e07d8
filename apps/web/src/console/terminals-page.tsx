import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { Table, type TableColumnsType } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import '../devices/devices.css';
import { EnrolDialog } from '../devices/enrol-dialog.tsx';
import { Faults } from '../devices/faults.tsx';
import { PrivacyLine } from '../devices/privacy-line.tsx';
import { SelfTestCell, useSelfTests } from '../devices/self-test-cell.tsx';
import { selfTestWords } from '../devices/self-test-words.ts';
import { settingsWords } from '../devices/settings-words.ts';
import {
  filterInAddress,
  type TerminalFilter,
  terminalMatches,
} from '../devices/terminal-filter.ts';
import { LevelBar, TerminalState } from '../devices/terminal-state.tsx';
import { useTerminals } from '../devices/use-terminals.ts';
import { deviceWords } from '../devices/words.ts';
import { AdviceLine } from '../platform/advice-line.tsx';
import { type Say, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useMay } from '../platform/session.ts';
import { softwareWords } from '../software/words.ts';

type DeviceSay = Say<keyof typeof deviceWords.zh>;

function columnsOf(t: DeviceSay, onEnrol: ((terminal: TerminalView) => void) | null) {
  const columns: TableColumnsType<TerminalView> = [
    {
      title: t('place'),
      key: 'place',
      render: (_, x) => (
        <>
          <div className="cell-main">
            <Link href={`/terminals/${x.id}`}>{x.place}</Link>{' '}
            {!x.clip.enabled && <span className="tag">{t('private')}</span>}
          </div>
          <div className="cell-sub">
            {x.schoolName} · {x.name}
          </div>
        </>
      ),
    },
    {
      title: t('live'),
      key: 'state',
      width: 128,
      render: (_, x) => <TerminalState terminal={x} />,
    },
    {
      title: t('level'),
      key: 'level',
      width: 110,
      responsive: ['md'],
      render: (_, x) => (
        <LevelBar levelDbfs={x.state === 'online' ? (x.heartbeat?.levelDbfs ?? null) : null} />
      ),
    },
    {
      title: t('temperature'),
      key: 'temperature',
      width: 96,
      responsive: ['xxl'],
      render: (_, x) => {
        const celsius = x.heartbeat?.temperatureC ?? null;
        return celsius === null ? <span className="unknown">—</span> : `${celsius.toFixed(1)} °C`;
      },
    },
    {
      title: t('faults'),
      key: 'faults',
      width: 140,
      responsive: ['sm'],
      render: (_, x) => <Faults terminal={x} />,
    },
    {
      title: t('version'),
      key: 'version',
      width: 80,
      responsive: ['xxl'],
      render: (_, x) => x.heartbeat?.version ?? <span className="unknown">—</span>,
    },
  ];
  if (!onEnrol) return columns;
  return columns.concat({
    title: t('actions'),
    key: 'actions',
    width: 212,
    responsive: ['sm'],
    render: (_, x) => (
      <div className="row-actions">
        <button type="button" className="btn" data-testid="enrol-button" onClick={() => onEnrol(x)}>
          {t('enrol')}
        </button>
        <Link href={`/terminals/${x.id}/sticker`} className="btn">
          {t('sticker')}
        </Link>
      </div>
    ),
  });
}

const states = ['all', 'online', 'offline', 'unknown', 'faulty'] as const;

function FilterBar(props: { filter: TerminalFilter; onFilter: (filter: TerminalFilter) => void }) {
  const t = useWords(deviceWords);
  const { filter, onFilter } = props;
  return (
    <>
      <label className="search">
        <Icon name="search" size={18} />
        <span className="visually-hidden">{t('search')}</span>
        <input
          className="input"
          type="search"
          placeholder={t('search')}
          value={filter.text}
          onChange={(event) => onFilter({ ...filter, text: event.target.value })}
        />
      </label>
      <div className="chips">
        {states.map((state) => (
          <button
            key={state}
            type="button"
            className="chip"
            aria-pressed={filter.state === state}
            onClick={() => onFilter({ ...filter, state })}
          >
            {state === 'all' ? t('all') : state === 'faulty' ? t('withFault') : t(`state.${state}`)}
          </button>
        ))}
      </div>
    </>
  );
}

export default function TerminalsPage() {
  const t = useWords(deviceWords);
  const mayManage = useMay('terminal.manage');
  const [filter, setFilter] = useState<TerminalFilter>(filterInAddress);
  const [enrolling, setEnrolling] = useState<TerminalView | null>(null);
  const loaded = useTerminals();
  const { terminals: all, enrolled, online } = loaded;
  const shown = useMemo(() => all.filter((x) => terminalMatches(x, filter)), [all, filter]);
  const selfTests = useSelfTests();
  const s = useWords(selfTestWords);
  const w = useWords(settingsWords);
  const u = useWords(softwareWords);
  const maySoftware = useMay('software.manage');
  const columns = useMemo(() => {
    const [before, actions] = [columnsOf(t, null), columnsOf(t, mayManage ? setEnrolling : null)];
    const selfTest = {
      title: s('title'),
      key: 'selfTest',
      width: 128,
      responsive: ['lg' as const],
      render: (_: unknown, x: TerminalView) => (
        <SelfTestCell terminal={x} test={selfTests.get(x.id)} />
      ),
    };
    return [...before, selfTest, ...actions.slice(before.length)];
  }, [t, s, mayManage, selfTests]);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('title')}</h1>
        <span className="faint">{t('summary', { online, enrolled, total: all.length })}</span>
        <Link href="/terminals/settings" className="btn">
          {w('title')}
        </Link>
        {maySoftware && (
          <Link href="/terminals/software" className="btn">
            {u('title')}
          </Link>
        )}
        {mayManage && (
          <Link href="/places" className="btn" data-testid="terminal-add">
            <Icon name="plus" size={18} />
            {t('addInPlaces')}
          </Link>
        )}
      </div>
      <PrivacyLine />
      <section className="card">
        <div className="filter-bar">
          <FilterBar filter={filter} onFilter={setFilter} />
        </div>
        <AdviceLine text={loaded.advice} onRetry={loaded.reload} />
        <Table
          rowKey="id"
          size="middle"
          columns={columns}
          dataSource={shown}
          loading={loaded.loading && all.length === 0}
          onRow={() => ({ 'data-testid': 'terminal-row' }) as object}
          pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
          locale={{
            emptyText: <p className="table-empty">{t(all.length ? 'noMatch' : 'none')}</p>,
          }}
        />
      </section>
      <EnrolDialog terminal={enrolling} onClose={() => setEnrolling(null)} />
    </div>
  );
}
