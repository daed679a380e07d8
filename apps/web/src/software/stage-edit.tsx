import type { RolloutPreview, RolloutStage } from '@anyuan/contracts/routes/software.ts';
import { InputNumber, Select } from 'antd';
import { useWords } from '../platform/i18n.ts';
import { OrderButtons } from '../platform/order-buttons.tsx';
import { softwareWords } from './words.ts';

type Kind = RolloutStage['kind'];
const kinds = ['one', 'school', 'percent', 'all'] as const satisfies readonly Kind[];
const stagesMax = 8;
const partOfAll = 10;

const stageOf = (kind: Kind): RolloutStage =>
  kind === 'percent' ? { kind, percent: partOfAll } : { kind };

function moved(stages: readonly RolloutStage[], from: number, by: -1 | 1): RolloutStage[] {
  const next = [...stages];
  const [stage] = next.splice(from, 1);
  if (stage) next.splice(from + by, 0, stage);
  return next;
}

interface LineProps {
  stage: RolloutStage;
  number: number;
  isLast: boolean;
  isOnly: boolean;
  /** What it adds to the stages before; null: not worked out yet. */
  adds: RolloutPreview['stages'][number] | null;
  onChange: (stage: RolloutStage) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

function StageLine(props: LineProps) {
  const t = useWords(softwareWords);
  const { stage, number, isLast, isOnly, adds, onChange, onMove, onRemove } = props;
  const name = t('stageN', { n: number });
  return (
    <li data-testid="stage-line">
      <span className="stage-number">{name}</span>
      <Select
        aria-label={`${name} ${t('stageKind')}`}
        value={stage.kind}
        onChange={(kind) => onChange(stageOf(kind))}
        options={kinds.map((kind) => ({ value: kind, label: t(`stage.${kind}`) }))}
      />
      {stage.kind === 'percent' && (
        <InputNumber
          aria-label={`${name} ${t('percentLabel')}`}
          min={1}
          max={99}
          precision={0}
          suffix="%"
          value={stage.percent}
          onChange={(percent) => onChange({ kind: 'percent', percent: percent ?? partOfAll })}
        />
      )}
      <span className="faint">
        {adds && adds.terminals > 0 && t('adds', { n: adds.terminals, m: adds.schools })}
        {adds && adds.terminals === 0 && t('addsNone')}
      </span>
      <OrderButtons
        {...{ number, isLast, onMove, onRemove: isOnly ? null : onRemove }}
        removeWord={t('removeStage')}
      />
    </li>
  );
}

/** Who gets it one after the other, and how many each stage means. */
export function StageEdit(props: {
  stages: readonly RolloutStage[];
  preview: RolloutPreview | null;
  onChange: (stages: RolloutStage[]) => void;
}) {
  const t = useWords(softwareWords);
  const { stages, preview, onChange } = props;
  return (
    <div className="field">
      <span className="field-label">{t('stages')}</span>
      <ol className="stage-edit">
        {stages.map((stage, i) => (
          <StageLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its place
            key={i}
            stage={stage}
            number={i + 1}
            isLast={i === stages.length - 1}
            isOnly={stages.length === 1}
            adds={preview?.stages[i] ?? null}
            onChange={(next) => onChange(stages.map((was, j) => (j === i ? next : was)))}
            onMove={(by) => onChange(moved(stages, i, by))}
            onRemove={() => onChange(stages.filter((_, j) => j !== i))}
          />
        ))}
      </ol>
      <div>
        <button
          type="button"
          className="btn"
          disabled={stages.length >= stagesMax}
          onClick={() => onChange([...stages, stageOf('percent')])}
        >
          {t('addStage')}
        </button>
      </div>
    </div>
  );
}
