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
