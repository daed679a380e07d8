import { Modal } from 'antd';
import { useState } from 'react';
import { useWords } from './i18n.ts';
import { words } from './words.ts';

const exportWords = words({
  zh: { reason: '用途', now: '导出', cancel: '取消' },
  en: { reason: 'What for', now: 'Export', cancel: 'Cancel' },
});

/** Taking records along is on record as well: it asks what for. */
export function ExportDialog(props: {
  open: boolean;
  title: string;
  hint: string;
  /** The file's address without the reason. */
  path: string;
  query: string | Record<string, string>;
  onClose: () => void;
}) {
  const t = useWords(exportWords);
  const [reason, setReason] = useState('');
  const wanted = reason.trim();
  const take = () => {
    const query = new URLSearchParams(props.query);
    query.set('reason', wanted);
    location.assign(`${props.path}?${query}`);
    setReason('');
    props.onClose();
  };
  return (
    <Modal
      title={props.title}
      open={props.open}
      okText={t('now')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: wanted === '' }}
      onOk={take}
      onCancel={props.onClose}
    >
      <label className="field">
        <span className="field-label">{t('reason')}</span>
        <input
          className="input"
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <span className="field-hint">{props.hint}</span>
      </label>
    </Modal>
  );
}
