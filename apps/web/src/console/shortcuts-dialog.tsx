import { Modal } from 'antd';
import { useWords } from '../platform/i18n.ts';
import { consoleWords } from './words.ts';

const shortcuts = [
  { keys: ['B'], word: 'keyBoard' },
  { keys: ['↑', '↓'], word: 'keyMove' },
  { keys: ['Enter'], word: 'keyOpen' },
  { keys: ['A'], word: 'keyAccept' },
  { keys: ['/'], word: 'keySearch' },
  { keys: ['Space'], word: 'keyPlay' },
  { keys: ['F'], word: 'keyFullScreen' },
  { keys: ['Esc'], word: 'keyEscape' },
  { keys: ['?'], word: 'keyHelp' },
] as const;

export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords(consoleWords);
  return (
    <Modal title={t('shortcuts')} open={open} onCancel={onClose} footer={null} width={420}>
      <dl className="shortcuts">
        {shortcuts.map(({ keys, word }) => (
          <div key={word}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(word)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
