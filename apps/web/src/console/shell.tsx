import { type ReactNode, useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Announcer } from '../alarm/announcer.tsx';
import { useOpenAlarms } from '../alarm/live-alarms.ts';
import { startRinging } from '../alarm/ringing.ts';
import { WaitingStrip } from '../incident/waiting-strip.tsx';
import { say, useWords } from '../platform/i18n.ts';
import { Icon, type IconName } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { soundStore, unlockSound } from '../platform/sound.ts';
import { useKeys } from '../platform/use-keys.ts';
import { useStore } from '../platform/use-store.ts';
import { Header } from './header.tsx';
import { RunningStrip } from './running-strip.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { consoleWords } from './words.ts';

function NavLink(props: { href: string; icon: IconName; label: string; count?: number }) {
  const [path] = useLocation();
  const here =
    props.href === '/' ? path === '/' || path.startsWith('/alarms') : path.startsWith(props.href);
  return (
    <Link href={props.href} className="nav-link" aria-current={here ? 'page' : undefined}>
      <Icon name={props.icon} />
      <span>{props.label}</span>
      {props.count ? <span className="nav-count">{props.count}</span> : null}
    </Link>
  );
}

function Nav() {
  const t = useWords(consoleWords);
  const p = useWords(platformWords);
  const { alarms } = useOpenAlarms();
  const mayIncidents = useMay('incident.view');
  const mayReports = useMay('incident.handle');
  const mayTerminals = useMay('terminal.view');
  const mayPeople = useMay('people.view');
  const mayDrills = useMay('drill.view');
  const mayOperations = useMay('operation.view');
  const mayRoster = useMay('roster.view');
  const mayPlans = useMay('plan.view');
  const mayAudit = useMay('audit.view');
  const mayFigures = useMay('figures.view');
  const mayChannels = useMay('channel.manage');
  const mayRules = useMay('incident.rules');
  return (
    <nav className="nav">
      <Link href="/" className="brand">
        <img src="/icon.svg" alt="" width={28} height={28} />
        <span>{p('product')}</span>
      </Link>
      <NavLink href="/" icon="alarm" label={t('navBoard')} count={alarms.length} />
      {mayIncidents && <NavLink href="/incidents" icon="list" label={t('navIncidents')} />}
      {mayReports && <NavLink href="/quick-reports" icon="camera" label={t('navQuickReports')} />}
      <NavLink href="/records" icon="search" label={t('navRecords')} />
      {mayFigures && <NavLink href="/reports" icon="print" label={t('navReports')} />}
      {mayTerminals && <NavLink href="/terminals" icon="terminal" label={t('navTerminals')} />}
      <NavLink href="/places" icon="building" label={t('navPlaces')} />
      {mayPeople && <NavLink href="/people" icon="people" label={t('navPeople')} />}
      {mayTerminals && <NavLink href="/hearing" icon="sound" label={t('navHearing')} />}
      {mayTerminals && <NavLink href="/phrases" icon="phrase" label={t('navPhrases')} />}
      {mayDrills && <NavLink href="/drills" icon="drill" label={t('navDrills')} />}
      {mayOperations && <NavLink href="/operations" icon="shield" label={t('navOperations')} />}
      {mayRoster && <NavLink href="/roster" icon="calendar" label={t('navRoster')} />}
      {mayPlans && <NavLink href="/plans" icon="way" label={t('navPlans')} />}
      {mayRules && <NavLink href="/rules" icon="settings" label={t('navRules')} />}
      {mayChannels && <NavLink href="/channels" icon="channel" label={t('navChannels')} />}
      {mayAudit && <NavLink href="/audit" icon="lock" label={t('navAudit')} />}
    </nav>
  );
}

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
