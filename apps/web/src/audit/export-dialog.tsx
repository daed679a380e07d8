import { Modal } from 'antd';
import { useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { type AuditQuery, queryOf } from './use-audit-lines.ts';
import { auditWords } from './words.ts';

/** Taking the audit along is on record as well: it asks what for. */
export function ExportDialog(props: { open: boolean; filter: AuditQuery; onClose: () => void }) {
  const t = useWords(auditWords);
  const [reason, setReason] = useState('');
  const wanted = reason.trim();
  const take = () => {
    const query = new URLSearchParams({ ...queryOf(props.filter), reason: wanted });
    location.assign(`/api/audit-lines.xlsx?${query}`);
    setReason('');
    props.onClose();
  };
  return (
    <Modal
      title={t('exportTitle')}
      open={props.open}
      okText={t('exportNow')}
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
