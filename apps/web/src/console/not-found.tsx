import { Link } from 'wouter';
import { useWords } from '../platform/i18n.ts';
import { consoleWords } from './words.ts';

export function NotFound() {
  const t = useWords(consoleWords);
  return (
    <div className="centre">
      <p className="centre-title">{t('notFound')}</p>
      <Link href="/" className="btn">
        {t('toBoard')}
      </Link>
    </div>
  );
}

/** For somebody who came by an address instead of the menu: says whom to ask. */
export function NotForYou() {
  const t = useWords(consoleWords);
  return (
    <div className="centre" data-testid="not-for-you">
      <p className="centre-title">{t('notForYou')}</p>
      <p className="faint">{t('notForYouAdvice')}</p>
      <Link href="/" className="btn">
        {t('toBoard')}
      </Link>
    </div>
  );
}
