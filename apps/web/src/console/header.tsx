import { alarmWords } from '../alarm/words.ts';
import { Connection } from '../platform/connection.tsx';
import { FullScreenButton } from '../platform/full-screen.tsx';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon, type IconName } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';
import { chooseLocale, signOut, useSession } from '../platform/session.ts';
import { soundStore } from '../platform/sound.ts';
import { chooseTheme, type ThemeChoice, themeChoiceStore } from '../platform/theme.ts';
import { useStore } from '../platform/use-store.ts';
import { consoleWords } from './words.ts';

const themes: Record<
  ThemeChoice,
  { next: ThemeChoice; icon: IconName; word: 'themeSystem' | 'themeLight' | 'themeDark' }
> = {
  system: { next: 'light', icon: 'auto', word: 'themeSystem' },
  light: { next: 'dark', icon: 'sun', word: 'themeLight' },
  dark: { next: 'system', icon: 'moon', word: 'themeDark' },
};

function ThemeButton() {
  const t = useWords(consoleWords);
  const choice = themes[useStore(themeChoiceStore)];
  const label = t('theme', { name: t(choice.word) });
  return (
    <button
      type="button"
      className="btn btn-quiet tool"
      title={label}
      aria-label={label}
      onClick={() => chooseTheme(choice.next)}
    >
      <Icon name={choice.icon} />
    </button>
  );
}

/** Posts that the signed-in person fills now. */
function OnDuty() {
  const t = useWords(consoleWords);
  const a = useWords(alarmWords);
  const { onDuty } = useSession();
  if (onDuty.length === 0) return <span className="faint">{t('offDuty')}</span>;
  const posts = [...new Set(onDuty.map((d) => a(`post.${d.post}`)))].join(' · ');
  return <span className="on-duty">{t('onDuty', { posts })}</span>;
}

export function Header({ onHelp }: { onHelp: () => void }) {
  const t = useWords(consoleWords);
  const p = useWords(platformWords);
  const locale = useLocale();
  const session = useSession();
  const sound = useStore(soundStore);
  const soundWord = t(sound === 'ready' ? 'soundOn' : 'soundOff');
  return (
    <header className="header">
      <Connection />
      {session.demonstration && <span className="tag">{p('demonstration')}</span>}
      <OnDuty />
      <span className="header-space" />
      <span className="tool-sign" title={soundWord}>
        <Icon name={sound === 'ready' ? 'sound' : 'muted'} label={soundWord} />
      </span>
      <button
        type="button"
        className="btn btn-quiet tool"
        data-testid="language"
        onClick={() => chooseLocale(locale === 'zh' ? 'en' : 'zh')}
      >
        {t('language')}
      </button>
      <ThemeButton />
      <FullScreenButton className="btn btn-quiet tool" />
      <button
        type="button"
        className="btn btn-quiet tool"
        title={`${t('shortcuts')} ?`}
        aria-label={t('shortcuts')}
        onClick={onHelp}
      >
        <Icon name="help" />
      </button>
      <span className="who">{session.name}</span>
      <button
        type="button"
        className="btn btn-quiet tool"
        title={t('signOut')}
        aria-label={t('signOut')}
        onClick={() => void signOut()}
      >
        <Icon name="out" />
      </button>
    </header>
  );
}
