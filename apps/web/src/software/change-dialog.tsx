import type { RolloutChange } from '@anyuan/contracts/routes/software.ts';
import { Modal } from 'antd';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useDoing } from '../platform/use-call.ts';
import { useDialogFocus } from '../platform/use-dialog-focus.ts';
import type { Rollout } from './board.ts';
import { softwareWords } from './words.ts';

/** What follows from it, and why it is done: that stays on record. */
export function ChangeDialog(props: {
  rollout: Rollout;
  change: RolloutChange;
  onClose: () => void;
  onChanged: () => void;
}) {
  const { rollout, change, onClose, onChanged } = props;
  const t = useWords(softwareWords);
  const p = useWords(platformWords);
  useDialogFocus();
  const doing = useDoing();
  const [reason, setReason] = useState('');
  const wanted = reason.trim();
  const send = () =>
    void doing.run(async () => {
      const params = { rolloutId: rollout.id };
      await call('changeRollout', { params, body: { change, reason: wanted } });
      onChanged();
      onClose();
    });
  return (
    <Modal
      open
      title={`${t(`do.${change}`)} · ${rollout.version}`}
      okText={t(`do.${change}`)}
      cancelText={p('cancel')}
      okButtonProps={{ disabled: wanted === '' || doing.busy }}
      onOk={send}
      onCancel={onClose}
    >
      <div className="software-form">
        <p>{t(`ask.${change}`, { n: rollout.told })}</p>
        <label className="field">
          <span className="field-label">{t('reason')}</span>
          <input
            className="input"
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        {doing.advice && (
          <p className="notice" role="alert">
            {doing.advice}
          </p>
        )}
      </div>
    </Modal>
  );
}
