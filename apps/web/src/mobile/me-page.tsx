import { Link } from 'wouter';
import { alarmWords } from '../alarm/words.ts';
import { contactWords } from '../contacts/words.ts';
import { drillWords } from '../drill/words.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { chooseLocale, signOut, useMay, useSession } from '../platform/session.ts';
import { chooseTheme, type ThemeChoice, themeChoiceStore } from '../platform/theme.ts';
import { useStore } from '../platform/use-store.ts';
import { unsentWords } from '../quick-report/unsent-words.ts';
import { ticketWords } from '../ticket/words.ts';
import { PositionCard } from './position-card.tsx';
import { PushCard } from './push-card.tsx';
import { mobileWords } from './words.ts';

const themes = {
  system: 'themeSystem',
  light: 'themeLight',
  dark: 'themeDark',
} as const satisfies Record<ThemeChoice, string>;

function Choice<T extends string>(props: {
  label: string;
  options: readonly { value: T; word: string }[];
  value: T;
  onChoose: (value: T) => void;
}) {
  return (
    <section className="card">
      <h2>{props.label}</h2>
      <div className="chips">
        {props.options.map(({ value, word }) => (
          <button
            key={value}
            type="button"
            className="chip"
            aria-pressed={value === props.value}
            onClick={() => props.onChoose(value)}
          >
            {word}
          </button>
        ))}
      </div>
    </section>
  );
}

export function MePage() {
  const t = useWords(mobileWords);
  const a = useWords(alarmWords);
  const p = useWords(platformWords);
  const d = useWords(drillWords);
  const c = useWords(contactWords);
  const q = useWords(unsentWords);
  const k = useWords(ticketWords);
  const mayReport = useMay('incident.report');
  const mayTest = useMay('drill.test');
  const maySeeTickets = useMay('terminal.view');
  const mayRecord = useMay('phrase.manage');
  const session = useSession();
  const locale = useLocale();
  const theme = useStore(themeChoiceStore);
  const posts = [...new Set(session.onDuty.map((d) => a(`post.${d.post}`)))].join(' · ');
  return (
    <div className="phone-page">
      <section className="card">
        <h1>{session.name}</h1>
        {session.assignments.map((at) => (
          <p key={`${at.organisationId} ${at.role}`} className="cell-sub">
            {at.organisationName}
          </p>
        ))}
        <p>
          <span className="faint">{t('dutyNow')}</span> {posts || t('noDuty')}
        </p>
        {session.demonstration && <span className="tag">{p('demonstration')}</span>}
      </section>
      <Link href="/me/contacts" className="btn btn-large" data-testid="to-contacts">
        {c('title')}
      </Link>
      {mayReport && (
        <Link href="/reports" className="btn btn-large" data-testid="to-reports">
          {q('title')}
        </Link>
      )}
      {mayTest && (
        <Link href="/points" className="btn btn-large">
          {d('points')}
        </Link>
      )}
      {maySeeTickets && (
        <Link href="/tickets" className="btn btn-large" data-testid="to-tickets">
          {k('title')}
        </Link>
      )}
      {mayRecord && (
        <Link href="/me/voices" className="btn btn-large" data-testid="to-voices">
          {t('recordPhrases')}
        </Link>
      )}
      <PushCard settings />
      <PositionCard />
      <Choice
        label={t('language')}
        options={[
          { value: 'zh', word: '中文' },
          { value: 'en', word: 'English' },
        ]}
        value={locale}
        onChoose={chooseLocale}
      />
      <Choice
        label={t('theme')}
        options={(Object.keys(themes) as ThemeChoice[]).map((value) => ({
          value,
          word: t(themes[value]),
        }))}
        value={theme}
        onChoose={chooseTheme}
      />
      <button type="button" className="btn btn-large" onClick={() => void signOut()}>
        {t('signOut')}
      </button>
    </div>
  );
}
