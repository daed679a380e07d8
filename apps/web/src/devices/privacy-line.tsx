import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import { privacyWords } from './privacy-words.ts';

/** One line: how recordings are kept. Amber only when their key is gone. */
export function PrivacyLine() {
  const t = useWords(privacyWords);
  const { value } = useLoaded('privacy', (signal) => call('showPrivacy', { signal }));
  if (!value) return null;
  const { keepDays, privacyKeepDays, clips, oldestStoredAt } = value;
  if (value.sealed === 'keyMissing') {
    return (
      <p className="notice" role="alert">
        {t('keyMissing')}
      </p>
    );
  }
  return (
    <p className="faint" data-testid="privacy-line">
      {t('kept', { days: keepDays, privacyDays: privacyKeepDays })}
      {clips === 0 ? t('none') : t('now', { n: clips, since: dateTime(oldestStoredAt ?? 0) })}
    </p>
  );
}
