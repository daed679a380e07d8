import { useWords } from './i18n.ts';
import { platformWords } from './platform-words.ts';

/**
 * Why something could not be read, in words, and a way to try again; nothing while all is well. `onRetry` null: trying again
 * cannot help.
 */
export function AdviceLine(props: { text: string | null; onRetry: (() => void) | null }) {
  const { text, onRetry } = props;
  const p = useWords(platformWords);
  if (text === null) return null;
  return (
    <p className="notice" role="alert">
      {text}
      {onRetry && (
        <button type="button" className="btn" onClick={onRetry}>
          {p('retry')}
        </button>
      )}
    </p>
  );
}
