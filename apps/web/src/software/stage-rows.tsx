import type { RolloutDetail, StageCount } from '@anyuan/contracts/routes/software.ts';
import { useWords } from '../platform/i18n.ts';
import { softwareWords } from './words.ts';

const parts = ['well', 'asked', 'failed', 'later'] as const satisfies readonly (keyof StageCount)[];
const totalOf = (count: StageCount) => parts.reduce((sum, part) => sum + count[part], 0);

/** Where each stage stands, in numbers with their words; the bar only repeats them. */
export function StageRows({ detail }: { detail: RolloutDetail }) {
  const { rollout, progress } = detail;
  return (
    <ol className="stages">
      {rollout.stages.map((stage, i) => {
        const count = progress[i];
        // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its place
        return count && <StageRow key={i} {...{ rollout, stage, count, index: i }} />;
      })}
    </ol>
  );
}

function StageRow(props: {
  rollout: RolloutDetail['rollout'];
  stage: RolloutDetail['rollout']['stages'][number];
  count: StageCount;
  index: number;
}) {
  const t = useWords(softwareWords);
  const { rollout, stage, count, index } = props;
  const isDone = rollout.state === 'done' || index < rollout.stage;
  const isCurrent =
    index === rollout.stage && ['running', 'paused', 'stopped'].includes(rollout.state);
  const percent = stage.kind === 'percent' ? ` ${stage.percent}%` : '';
  const name = `${t('stageN', { n: index + 1 })} · ${t(`stage.${stage.kind}`)}${percent}`;
  return (
    <li data-testid="stage" aria-current={isCurrent ? 'step' : undefined}>
      <div className="stage-head">
        <strong>{name}</strong>
        <span className="faint">
          {totalOf(count) > 0 ? t('terminals', { n: totalOf(count) }) : t('addsNone')}
        </span>
        {isDone && <span className="tag">{t('stageDone')}</span>}
        {isCurrent && (
          <span className="tag">{t(rollout.state === 'running' ? 'current' : 'stoppedHere')}</span>
        )}
        <span className="stage-counts">
          {parts
            .filter((part) => count[part] > 0)
            .map((part) => (
              <span key={part} className={`count-${part}`}>
                {t(`count.${part}`)} {count[part]}
              </span>
            ))}
        </span>
      </div>
      <div className="stage-bar" role="img" aria-label={t('barWords', { stage: name, ...count })}>
        {parts.map(
          (part) =>
            count[part] > 0 && (
              <span key={part} className={`count-${part}`} style={{ flexGrow: count[part] }} />
            ),
        )}
      </div>
    </li>
  );
}
