import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { channelName } from '../notification/channel-words.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { clockTime } from '../platform/time.ts';
import { AnswerMark } from './marks.tsx';
import { pageWords } from './page-words.ts';

type Message = AlarmDetail['notifications'][number];

/** Every message on its own: a channel that fails is seen here first. */
export function Messages({ alarm }: { alarm: AlarmDetail }) {
  const t = useWords(pageWords);
  const locale = useLocale();
  const columns = useMemo<TableColumnsType<Message>>(
    () => [
      { title: t('to'), key: 'to', render: (_, m) => m.personName ?? '—' },
      { title: t('channel'), key: 'channel', render: (_, m) => channelName(m.channel, locale) },
      { title: t('state'), key: 'state', render: (_, m) => <AnswerMark answer={m.state} /> },
      { title: t('attempts'), key: 'attempts', align: 'right', render: (_, m) => m.attempts },
      {
        title: t('when'),
        key: 'when',
        render: (_, m) => clockTime(m.readAt ?? m.deliveredAt ?? m.sentAt ?? m.queuedAt),
      },
      { title: t('error'), key: 'error', render: (_, m) => m.error ?? '' },
    ],
    [t, locale],
  );
  return (
    <section className="card">
      <h2>{t('messages')}</h2>
      <Table
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={alarm.notifications}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <p className="table-empty">{t('noMessages')}</p> }}
      />
    </section>
  );
}
