import { Modal } from 'antd';
import { useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { addressOf, type Search } from './search.ts';
import { recordsWords } from './words.ts';

/** Taking records along is on record as well: it asks what for. */
export function ExportDialog(props: { open: boolean; search: Search; onClose: () => void }) {
  const t = useWords(recordsWords);
  const p = useWords(platformWords);
  const [reason, setReason] = useState('');
  const wanted = reason.trim();
  const take = () => {
    const { subject, filter } = props.search;
    const query = new URLSearchParams(addressOf({ subject, filter }));
    query.set('reason', wanted);
    location.assign(`/api/records.xlsx?${query}`);
    setReason('');
    props.onClose();
  };
  return (
    <Modal
      title={t('exportTitle')}
      open={props.open}
      okText={t('exportNow')}
      cancelText={p('cancel')}
      okButtonProps={{ disabled: wanted === '' }}
      onOk={take}
      onCancel={props.onClose}
    >
      <label className="field">
        <span className="field-label">{t('exportReason')}</span>
        <input
          className="input"
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <span className="field-hint">{t('exportHint')}</span>
      </label>
    </Modal>
  );
}
