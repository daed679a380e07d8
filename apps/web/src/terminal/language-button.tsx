import { useLocale, useWords } from '../platform/i18n.ts';
import { showLocale } from '../platform/locale.ts';
import { terminalWords } from './words.ts';

/** Nobody is signed in at a terminal: the choice belongs to the device. */
export function LanguageButton() {
  const t = useWords(terminalWords);
  const locale = useLocale();
  return (
    <button
      type="button"
      className="btn btn-quiet"
      data-testid="language"
      onClick={() => showLocale(locale === 'zh' ? 'en' : 'zh')}
    >
      {t('language')}
    </button>
  );
}
