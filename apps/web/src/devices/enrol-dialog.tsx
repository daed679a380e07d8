import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { Modal } from 'antd';
import { call } from '../platform/api.ts';
import { CopyButton } from '../platform/copy-button.tsx';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dateTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import { deviceWords } from './words.ts';

function Code({ terminal }: { terminal: TerminalView }) {
  const t = useWords(deviceWords);
  const p = useWords(platformWords);
  const { value, advice } = useLoaded(terminal.id, (signal) =>
    call('makeEnrolmentCode', { params: { terminalId: terminal.id }, signal }),
  );
  if (advice) return <p className="notice">{advice}</p>;
  if (!value) return <p className="faint">{p('loading')}</p>;
  const command = `bin/anyuan terminal --server ${location.origin} --code ${value.code}`;
  // Behind the hash: the code is in no log of any server.
  const link = `${location.origin}/terminal/#code=${value.code}`;
  return (
    <div className="enrol">
      <p>{t('enrolHow')}</p>
      <code className="command" data-testid="enrol-command">
        {command}
      </code>
      <CopyButton text={command} testId="enrol-copy" />
      <p>{t('enrolBrowser')}</p>
      <code className="command" data-testid="enrol-link">
        {link}
      </code>
      <CopyButton text={link} />
      <p className="field-hint">
        {t('enrolUntil', { time: dateTime(value.expiresAt) })}。{t('enrolOlder')}
      </p>
    </div>
  );
}

/** Opening it makes the code: it is meant for somebody who stands at the terminal now. */
export function EnrolDialog(props: { terminal: TerminalView | null; onClose: () => void }) {
  const t = useWords(deviceWords);
  const { terminal, onClose } = props;
  return (
    <Modal
      title={t('enrolTitle')}
      open={terminal !== null}
      onCancel={onClose}
      footer={null}
      width={600}
      destroyOnHidden
    >
      {terminal && (
        <>
          <p className="cell-sub">
            {terminal.schoolName} · {terminal.place} · {terminal.name}
          </p>
          <Code terminal={terminal} />
        </>
      )}
    </Modal>
  );
}
