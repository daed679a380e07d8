import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useStore } from '../platform/use-store.ts';
import { EnrolCard } from './enrol-card.tsx';
import { beginListening, hostStore, viewStore } from './host.ts';
import { LanguageButton } from './language-button.tsx';
import { Limits } from './limits.tsx';
import { Wall } from './wall.tsx';
import { terminalWords } from './words.ts';

/** Nothing can be done here, and why. */
function Stop({ what }: { what: 'elsewhere' | 'insecure' | 'unsupported' | 'storage' }) {
  const t = useWords(terminalWords);
  return (
    <main className="term-centre" data-testid={`terminal-${what}`}>
      <Icon name="muted" size={64} />
      <h1>{t(what)}</h1>
      <p>{t(`${what}How`)}</p>
    </main>
  );
}

function Start() {
  const t = useWords(terminalWords);
  return (
    <main className="term-start">
      <div className="term-start-head">
        <img src="/icon.svg" alt="" width={56} height={56} />
        <h1>{t('startTitle')}</h1>
        <p>{t('startHow')}</p>
      </div>
      <button
        type="button"
        className="btn btn-primary btn-large btn-block"
        data-testid="terminal-start"
        onClick={beginListening}
      >
        {t('start')}
      </button>
      <p className="faint">{t('startHint')}</p>
      <Limits />
    </main>
  );
}

function Running() {
  const t = useWords(terminalWords);
  const view = useStore(viewStore);
  if (view === null) return <p className="term-centre faint">{t('starting')}</p>;
  const { enrolled } = view;
  if (enrolled.at === 'needed' || enrolled.at === 'refused' || enrolled.at === 'trying') {
    return <EnrolCard enrolled={enrolled} />;
  }
  return <Wall view={view} />;
}

export function App() {
  const host = useStore(hostStore);
  return (
    <div className="term">
      {host.at === 'waiting' && <Start />}
      {host.at === 'elsewhere' && <Stop what="elsewhere" />}
      {host.at === 'impossible' && <Stop what={host.why} />}
      {host.at === 'running' && <Running />}
      {host.at !== 'running' && <LanguageButton />}
    </div>
  );
}
