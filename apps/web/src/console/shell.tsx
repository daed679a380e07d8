import { type ReactNode, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { Announcer } from '../alarm/announcer.tsx';
import { startRinging } from '../alarm/ringing.ts';
import { WaitingStrip } from '../incident/waiting-strip.tsx';
import { say, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';
import { soundStore, unlockSound } from '../platform/sound.ts';
import { useKeys } from '../platform/use-keys.ts';
import { useStore } from '../platform/use-store.ts';
import { Header } from './header.tsx';
import { Nav } from './nav.tsx';
import { RunningStrip } from './running-strip.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { consoleWords } from './words.ts';

/** Nothing can be heard before the browser saw a gesture: said plainly until it did. */
export function SoundBar() {
  const p = useWords(platformWords);
  const sound = useStore(soundStore);
  if (sound === 'ready') return null;
  return (
    <div className="sound-bar" role="status">
      <Icon name="muted" />
      <span>{p('soundLocked')}</span>
      <button
        type="button"
        className="btn"
        data-testid="sound-enable"
        onClick={() => void unlockSound()}
      >
        {p('soundEnable')}
      </button>
    </div>
  );
}

export function Shell({ children }: { children: ReactNode }) {
  const t = useWords(consoleWords);
  const [help, setHelp] = useState(false);
  const [, go] = useLocation();
  useEffect(
    () => startRinging({ vibrates: false, title: () => say(platformWords)('product') }),
    [],
  );
  useKeys({ '?': () => setHelp(true), b: () => go('/') });
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <Nav />
      <div className="shell-body">
        <Header onHelp={() => setHelp(true)} />
        <SoundBar />
        <RunningStrip />
        <WaitingStrip />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      <Announcer />
      <ShortcutsDialog open={help} onClose={() => setHelp(false)} />
    </div>
  );
}
