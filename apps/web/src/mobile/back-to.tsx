import { Link } from 'wouter';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';

export function BackTo({ href, title }: { href: string; title: string }) {
  const p = useWords(platformWords);
  return (
    <div className="back-to">
      <Link href={href} className="btn btn-quiet" aria-label={p('back')}>
        <Icon name="back" size={24} />
      </Link>
      <h1>{title}</h1>
    </div>
  );
}
