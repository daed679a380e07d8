import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import { figureRanges } from '@anyuan/contracts/figure-lists.ts';
import type { FiguresReply } from '@anyuan/contracts/figures.ts';
import { useNow } from '../platform/clock.ts';
import { Connection } from '../platform/connection.tsx';
import { useLocale, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { soundStore, unlockSound } from '../platform/sound.ts';
import { ago, clockTime } from '../platform/time.ts';
import { useStore } from '../platform/use-store.ts';
import { isOld } from './attention.ts';
import type { Asked } from './use-figures.ts';
import { listWords, wallWords } from './words.ts';

const kinds: readonly AlarmKind[] = ['actual', 'exercise', 'test'];

export function WallHeader(props: {
  reply: FiguresReply | null;
  asked: Asked;
  onAsk(change: Partial<Asked>): void;
}) {
  const { reply, asked, onAsk } = props;
  const p = useWords(platformWords);
  const t = useWords(wallWords);
  const l = useWords(listWords);
  const sound = useStore(soundStore);
  return (
    <header className="wall-head">
      <h1>{reply?.organisation.name ?? p('product')}</h1>
      <Connection />
      {reply && <Age asOf={reply.asOf} />}
      {sound === 'locked' && (
        <button
          type="button"
          className="btn"
          data-testid="sound-enable"
          onClick={() => void unlockSound()}
        >
          {p('soundEnable')}
        </button>
      )}
      <Choice
        label={t('ranges')}
        options={figureRanges.map((key) => ({ key, text: l(`range.${key}`) }))}
        chosen={asked.range}
        onChoose={(range) => onAsk({ range })}
      />
      <Choice
        label={t('kinds')}
        options={kinds.map((key) => ({ key, text: l(`kind.${key}`) }))}
        chosen={asked.alarmKind}
        onChoose={(alarmKind) => onAsk({ alarmKind })}
      />
      <WallClock />
    </header>
  );
}

function WallClock() {
  return <span className="wall-clock">{clockTime(useNow())}</span>;
}

/** Figures that are old say how old; fresh ones say nothing. */
function Age({ asOf }: { asOf: number }) {
  const t = useWords(wallWords);
  const locale = useLocale();
  const now = useNow();
  if (!isOld(asOf, now)) return null;
  return (
    <span className="wall-old" role="status" data-testid="old-data">
      {t('old', { ago: ago(asOf, now, locale) })}
    </span>
  );
}

function Choice<K extends string>(props: {
  label: string;
  options: readonly { key: K; text: string }[];
  chosen: K;
  onChoose(key: K): void;
}) {
  const { label, options, chosen, onChoose } = props;
  return (
    <fieldset className="wall-choice" aria-label={label}>
      {options.map(({ key, text }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === chosen}
          data-testid={`choose-${key}`}
          onClick={() => onChoose(key)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
