import type { PlaybookRunView } from '@anyuan/contracts/playbook.ts';
import { alarmWords } from '../alarm/words.ts';
import { useNow } from '../platform/clock.ts';
import { useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import { clockTime, counter } from '../platform/time.ts';
import './playbook.css';
import { useShippedText } from '../versioned/shipped-words.ts';
import { usePlaybookRun } from './use-playbook-run.ts';
import { playbookWords } from './words.ts';

type Step = PlaybookRunView['steps'][number];
type Mark = Step['done'];

/** Done by whom and when; else how long is left, or since when it is late. */
function Standing({ step, endedAt }: { step: Step; endedAt: number | null }) {
  const t = useWords(playbookWords);
  const now = useNow();
  if (step.done) return <Done mark={step.done} />;
  if (endedAt !== null) return <span className="cell-sub">{t('open')}</span>;
  return now > step.dueAt ? (
    <span className="playbook-late">{t('late', { time: counter(step.dueAt, now) })}</span>
  ) : (
    <span className="cell-sub">{t('left', { time: counter(now, step.dueAt) })}</span>
  );
}

function Done({ mark }: { mark: Mark }) {
  const t = useWords(playbookWords);
  if (!mark) return null;
  const { personName, at } = mark;
  return <span className="cell-sub">{t('by', { name: personName, time: clockTime(at) })}</span>;
}

/** Ticking again takes it back: what was tapped by mistake is undone where it stands. */
function StepLine(props: {
  step: Step;
  run: PlaybookRunView;
  disabled: boolean;
  onTick: (item: number | null, done: boolean) => void;
}) {
  const { step, run, disabled, onTick } = props;
  const a = useWords(alarmWords);
  const shipped = useShippedText();
  return (
    <li data-testid={`playbook-${step.key}`}>
      <label className="playbook-step">
        <input
          type="checkbox"
          checked={step.done !== null}
          disabled={disabled}
          onChange={(e) => onTick(null, e.target.checked)}
        />
        <span>
          <strong>{shipped(step.title)}</strong>{' '}
          <span className="cell-sub">{a(`post.${step.post}`)}</span>
        </span>
        <Standing step={step} endedAt={run.endedAt} />
      </label>
      <div className="playbook-items">
        {step.items.map((item, i) => (
          <label key={item} className="playbook-step">
            <input
              type="checkbox"
              checked={step.checks[i] != null}
              disabled={disabled}
              onChange={(e) => onTick(i, e.target.checked)}
            />
            <span>{shipped(item)}</span>
            <Done mark={step.checks[i] ?? null} />
          </label>
        ))}
      </div>
    </li>
  );
}

/** Who does what within how many seconds, ticked off live; nothing where the alarm has no playbook. */
export function PlaybookCard({ alarmId }: { alarmId: string }) {
  const t = useWords(playbookWords);
  const shipped = useShippedText();
  const mayTick = useMay('alarm.respond');
  const { run, busy, advice, tick } = usePlaybookRun(alarmId);
  if (!run) return null;
  const done = run.steps.filter((s) => s.done).length;
  return (
    <section className="card" data-testid="playbook">
      <h2>{t('title', { name: shipped(run.name) })}</h2>
      <p className="cell-sub">{t('doneOf', { done, all: run.steps.length })}</p>
      {advice && (
        <p className="notice" role="alert">
          {advice}
        </p>
      )}
      {run.endedAt !== null && <p className="faint">{t('ended')}</p>}
      <ol className="playbook-steps">
        {run.steps.map((step) => (
          <StepLine
            key={step.key}
            step={step}
            run={run}
            disabled={!mayTick || busy || run.endedAt !== null}
            onTick={(item, isDone) => void tick(step.key, item, isDone)}
          />
        ))}
      </ol>
    </section>
  );
}
