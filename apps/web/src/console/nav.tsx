import { Link, useLocation } from 'wouter';
import { useOpenAlarms } from '../alarm/live-alarms.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';
import { useSession } from '../platform/session.ts';
import { type Item, menu } from './menu.ts';
import { consoleWords } from './words.ts';

function NavLink({ item, count }: { item: Item; count: number }) {
  const t = useWords(consoleWords);
  const [path] = useLocation();
  const { href } = item;
  const here = href === '/' ? path === '/' || path.startsWith('/alarms') : path.startsWith(href);
  return (
    <Link href={href} className="nav-link" aria-current={here ? 'page' : undefined}>
      <Icon name={item.icon} />
      <span>{t(item.word)}</span>
      {count > 0 && <span className="nav-count">{count}</span>}
    </Link>
  );
}

export function Nav() {
  const t = useWords(consoleWords);
  const p = useWords(platformWords);
  const { alarms } = useOpenAlarms();
  const { permissions } = useSession();
  const may = ({ needs }: Item) => !needs || permissions.includes(needs);
  return (
    <nav className="nav">
      <Link href="/" className="brand">
        <img src="/icon.svg" alt="" width={28} height={28} />
        <span>{p('product')}</span>
      </Link>
      {menu.map(({ word, items }) => (
        // biome-ignore lint/a11y/useSemanticElements: links, no fields of a form
        <div key={word} className="nav-group" role="group" aria-label={t(word)}>
          {items.filter(may).map((item) => (
            <NavLink key={item.href} item={item} count={item.href === '/' ? alarms.length : 0} />
          ))}
          {word === 'navPast' && permissions.includes('figures.view') && (
            <a href="/wall" target="_blank" rel="noreferrer" className="nav-link">
              <Icon name="square" />
              <span>{t('navWall')}</span>
            </a>
          )}
        </div>
      ))}
    </nav>
  );
}
