import { Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useLoaded } from '../platform/use-call.ts';
import './operations.css';
import { roomWords } from './room-words.ts';

/** As scripts/licences.ts writes it with each build. */
interface Part {
  name: string;
  version: string;
  licence: string;
  where: string;
  kind: 'package' | 'model';
}
interface Licences {
  parts: Part[];
  exceptions: Record<string, string>;
}

async function readLicences(signal: AbortSignal): Promise<Licences | null> {
  const response = await fetch('/licences.json', { signal });
  const isList = response.headers.get('content-type')?.includes('json');
  return response.ok && isList ? ((await response.json()) as Licences) : null;
}

const holds = (part: Part, text: string) =>
  `${part.name} ${part.licence}`.toLowerCase().includes(text.trim().toLowerCase());

/** What ships and under which licence, with a search. */
export default function LicenceRoom() {
  const t = useWords(roomWords);
  const p = useWords(platformWords);
  const [text, setText] = useState('');
  const { value, loading } = useLoaded('licences', readLicences);
  const columns: TableColumnsType<Part> = [
    {
      title: t('name'),
      key: 'name',
      render: (_, x) => (
        <>
          <div className="cell-main">
            {x.name} {x.kind === 'model' && <span className="tag">{t('model')}</span>}
          </div>
          {value?.exceptions[x.name] && <div className="cell-sub">{value.exceptions[x.name]}</div>}
        </>
      ),
    },
    { title: t('version'), dataIndex: 'version', width: 140 },
    { title: t('licence'), dataIndex: 'licence', width: 180 },
    { title: t('where'), dataIndex: 'where', render: (where: string) => <code>{where}</code> },
  ];
  const shown = value?.parts.filter((part) => holds(part, text)) ?? [];
  return (
    <section className="card" data-testid="licences">
      <h2>{t('licences')}</h2>
      <p className="faint">{t('licencesHint')}</p>
      {!value && <p className="notice">{loading ? p('loading') : t('licencesMissing')}</p>}
      {value && (
        <>
          <div className="filter-bar">
            <input
              className="input"
              type="search"
              placeholder={t('search')}
              aria-label={t('search')}
              value={text}
              onChange={(e) => setText(e.target.value)}
            />
            <span className="faint">{t('count', { n: shown.length })}</span>
          </div>
          <Table
            rowKey="where"
            size="small"
            columns={columns}
            dataSource={shown}
            pagination={{ pageSize: 25, showSizeChanger: false, hideOnSinglePage: true }}
            locale={{ emptyText: <p className="table-empty">{t('noneFound')}</p> }}
          />
        </>
      )}
    </section>
  );
}
