import { useState } from 'react';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useStore } from '../platform/use-store.ts';
import { Details } from './details.tsx';
import { EnrolCard } from './enrol-card.tsx';
import { HelpButton } from './help-button.tsx';
import { soundStore, troubleStore, unlock } from './host.ts';
import type { MicrophoneTrouble, TerminalPageView } from './messages.ts';
import { useScreenOn } from './use-screen-on.ts';
import { terminalWords } from './words.ts';

const microphoneWords = {
  refused: ['micRefused', 'micRefusedHow'],
  missing: ['micMissing', 'micMissingHow'],
  dead: ['micDead', 'micDeadHow'],
} as const satisfies Record<MicrophoneTrouble, readonly [string, string]>;

/** What keeps it from hearing or sounding, largest first, with what to do. Upkeep is not for a child who calls. */
function Trouble({ view, running }: { view: TerminalPageView; running: boolean }) {
  const t = useWords(terminalWords);
  const trouble = useStore(troubleStore);
  const sound = useStore(soundStore);
  const screen = useScreenOn();
  const lines: string[] = [];
  if (trouble) for (const key of microphoneWords[trouble]) lines.push(t(key));
  else if (view.microphone === 'dead') lines.push(t('micDead'), t('micDeadHow'));
  else if (view.microphone === 'silent') lines.push(t('micSilent'));
  if (view.sound === 'fault' || view.words === 'fault') lines.push(t('modelFault'));
  if (sound === 'locked') lines.push(t('soundLocked'));
  if (lines.length === 0 && screen !== 'on' && !running) {
    return <p className="term-note">{t('screenOff')}</p>;
  }
  if (lines.length === 0) return null;
  return (
    <button type="button" className="term-trouble" data-testid="terminal-trouble" onClick={unlock}>
      <Icon name="muted" size={28} />
      <span>
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </span>
    </button>
  );
}

function stateWord(view: TerminalPageView): 'listening' | 'loading' | 'deaf' {
  if (view.microphone !== 'ok') return 'deaf';
  return view.sound === 'loading' ? 'loading' : 'listening';
}

/** The words of the moment: large enough for a frightened child, never ahead of the truth. */
function Stage({ view }: { view: TerminalPageView }) {
  const t = useWords(terminalWords);
  const locale = useLocale();
  const { stage, alarmKind, text, connected } = view;
  const own = locale === 'zh' && text !== '' ? text.replace(/。$/, '') : t(`stage.${stage}`);
  return (
    <div className="term-stage" role="status" data-testid="terminal-stage" data-stage={stage}>
      {alarmKind !== 'actual' && locale === 'en' && (
        <span className="tag">{t(`kind.${alarmKind}`)}</span>
      )}
      <h1>{own}</h1>
      {stage === 'alarm' && <p>{t(connected ? 'alarmHint' : 'offlineHint')}</p>}
      {stage === 'accepted' && <p>{t('hold')}</p>}
    </div>
  );
}

function Calm({ view }: { view: TerminalPageView }) {
  const t = useWords(terminalWords);
  const word = stateWord(view);
  return (
    <div className="term-calm" data-testid="terminal-calm" data-state={word}>
      <p className={`term-state term-${word}`}>
        <Icon name={word === 'listening' ? 'shield' : 'muted'} size={22} />
        {t(word)}
      </p>
      <p className="faint">{t('onDevice')}</p>
      <p className="term-clip" data-testid="terminal-clip">
        <Icon name={view.clip.enabled ? 'sound' : 'lock'} size={18} />
        {view.clip.enabled
          ? t('clipOn', { pre: view.clip.preRollSec, post: view.clip.postRollSec })
          : t('clipOff')}
      </p>
    </div>
  );
}

function Line({ view, onDetails }: { view: TerminalPageView; onDetails: () => void }) {
  const t = useWords(terminalWords);
  return (
    <footer className="term-foot">
      <span
        className={`link ${view.connected ? 'link-live' : 'link-lost'}`}
        data-testid="terminal-link"
      >
        {t(view.connected ? 'connected' : 'disconnected')}
      </span>
      {view.waiting > 0 && (
        <span data-testid="terminal-waiting">{t('waiting', { n: view.waiting })}</span>
      )}
      {view.clipsWaiting > 0 && <span>{t('clipsWaiting', { n: view.clipsWaiting })}</span>}
      <button
        type="button"
        className="btn btn-quiet"
        data-testid="terminal-details"
        onClick={onDetails}
      >
        {t('details')}
      </button>
    </footer>
  );
}

/** The terminal on its wall: place, button, truth. */
export function Wall({ view }: { view: TerminalPageView }) {
  const [open, setOpen] = useState<'nothing' | 'details' | 'enrol'>('nothing');
  const running = view.stage !== 'idle' && view.stage !== 'closed';
  if (open === 'enrol' && view.enrolled.at === 'done') {
    return <EnrolCard enrolled={{ at: 'needed' }} />;
  }
  return (
    <main className={`term-wall term-on-${view.stage} term-kind-${view.alarmKind}`}>
      <header className="term-head">
        <strong>{view.place || view.name}</strong>
      </header>
      <Trouble view={view} running={running} />
      {running || view.stage === 'closed' ? <Stage view={view} /> : <Calm view={view} />}
      <HelpButton running={running} />
      <Line view={view} onDetails={() => setOpen(open === 'details' ? 'nothing' : 'details')} />
      {open === 'details' && <Details view={view} onEnrol={() => setOpen('enrol')} />}
    </main>
  );
}
