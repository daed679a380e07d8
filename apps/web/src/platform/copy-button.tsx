import { useState } from 'react';
import { useWords } from './i18n.ts';
import { Icon } from './icons.tsx';
import { platformWords } from './platform-words.ts';

/** Without a secure context there is no clipboard, and no button either: what it would copy stands beside it or is shown. */
export function CopyButton(props: { text: string; label?: string; testId?: string }) {
  const { text, label, testId } = props;
  const p = useWords(platformWords);
  const [copied, setCopied] = useState(false);
  if (!navigator.clipboard) return label ? <code className="copy-text">{text}</code> : null;
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <button type="button" className="btn" data-testid={testId} onClick={() => void copy()}>
      <Icon name="copy" size={18} />
      {copied ? p('copied') : (label ?? p('copy'))}
    </button>
  );
}
