import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { useNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { ago } from '../platform/time.ts';
import { deviceWords } from './words.ts';

/** Shape, word and age: online disc, offline triangle, unknown ring. */
export function TerminalState({ terminal }: { terminal: TerminalView }) {
  const t = useWords(deviceWords);
  return (
    <div>
      <span className={`device device-${terminal.state}`}>{t(`state.${terminal.state}`)}</span>
      <div className="cell-sub">
        {!terminal.enrolled && t('notEnrolled')}
        {terminal.enrolled && terminal.lastSeenAt === null && t('neverHeard')}
        {terminal.enrolled && terminal.lastSeenAt !== null && <Heard at={terminal.lastSeenAt} />}
      </div>
    </div>
  );
}

function Heard({ at }: { at: number }) {
  const t = useWords(deviceWords);
  const locale = useLocale();
  const now = useNow();
  return <>{t('heard', { ago: ago(at, now, locale) })}</>;
}

/** Quietest that a room is, dBFS: left end of the bar. */
const quietDbfs = -90;

/** Loudness as bar and figure; a dead microphone has none. */
export function LevelBar({ levelDbfs }: { levelDbfs: number | null }) {
  if (levelDbfs === null) return <span className="unknown">—</span>;
  const part = Math.min(1, Math.max(0, (levelDbfs - quietDbfs) / -quietDbfs));
  return (
    <span className="level">
      <span className="level-bar">
        <span style={{ width: `${100 * part}%` }} />
      </span>
      {Math.round(levelDbfs)} dB
    </span>
  );
}
