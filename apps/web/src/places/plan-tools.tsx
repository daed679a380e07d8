import type { PlanMark } from '@anyuan/contracts/places.ts';
import { Select } from 'antd';
import { useWords } from '../platform/i18n.ts';
import { Icon, type IconName } from '../platform/icons.tsx';
import { type Drawing, select, type Tool } from './use-drawing.ts';
import { placeWords } from './words.ts';

export interface OnPlan {
  zones: readonly { id: string; name: string }[];
  terminals: readonly { id: string; name: string }[];
}

function ToolButton(props: {
  icon: IconName;
  label: string;
  pressed?: boolean;
  disabled?: boolean;
  testId?: string;
  onClick: () => void;
}) {
  const { icon, label, pressed, disabled, testId, onClick } = props;
  return (
    <button
      type="button"
      className="btn btn-quiet plan-tool"
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      disabled={disabled}
      data-testid={testId}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

const markTools: {
  mark: PlanMark['kind'];
  icon: IconName;
  word: 'toolCamera' | 'toolPost' | 'toolPatrol';
}[] = [
  { mark: 'camera', icon: 'video', word: 'toolCamera' },
  { mark: 'dutyPost', icon: 'shield', word: 'toolPost' },
  { mark: 'patrolPoint', icon: 'flag', word: 'toolPatrol' },
];

/** Zones not drawn and terminals not placed yet: each stands on the plan once. */
function Missing({ drawing, on }: { drawing: Drawing; on: OnPlan }) {
  const t = useWords(placeWords);
  const { tool, choose, plan } = drawing;
  const zones = on.zones.filter((z) => !plan.outlines.some((o) => o.zoneId === z.id));
  const terminals = on.terminals.filter((x) => !plan.marks.some((m) => m.id === x.id));
  const drawOf = (zoneId: string): Tool => ({ kind: 'zone', zoneId });
  const placeOf = (id: string): Tool => {
    const name = terminals.find((x) => x.id === id)?.name ?? '';
    return { kind: 'mark', mark: 'terminal', id, name };
  };
  const value = tool.kind === 'zone' ? tool.zoneId : tool.kind === 'mark' ? tool.id : null;
  return (
    <Select
      className="plan-missing"
      aria-label={t('drawWhich')}
      placeholder={t('drawWhich')}
      value={value}
      disabled={zones.length + terminals.length === 0}
      onChange={(id: string) => choose(zones.some((z) => z.id === id) ? drawOf(id) : placeOf(id))}
      options={[
        { label: t('toolZone'), options: zones.map((z) => ({ value: z.id, label: z.name })) },
        {
          label: t('toolTerminal'),
          options: terminals.map((x) => ({ value: x.id, label: x.name })),
        },
      ].filter((group) => group.options.length > 0)}
    />
  );
}

export function PlanTools({
  drawing,
  on,
  mayEdit,
}: {
  drawing: Drawing;
  on: OnPlan;
  mayEdit: boolean;
}) {
  const t = useWords(placeWords);
  const { tool, choose, draft, step, view, chosen } = drawing;
  return (
    <div className="drawing-tools" role="toolbar" aria-label={t('plan')}>
      {mayEdit && (
        <>
          <ToolButton
            icon="cursor"
            label={t('toolSelect')}
            pressed={tool.kind === 'select'}
            onClick={() => choose(select)}
          />
          <Missing drawing={drawing} on={on} />
          {markTools.map(({ mark, icon, word }) => (
            <ToolButton
              key={mark}
              icon={icon}
              label={t(word)}
              testId={`tool-${mark}`}
              pressed={tool.kind === 'mark' && tool.mark === mark}
              onClick={() => choose({ kind: 'mark', mark, id: null, name: t(`mark.${mark}`) })}
            />
          ))}
          <span className="drawing-tools-gap" />
          <ToolButton
            icon="undo"
            label={t('undo')}
            testId="plan-undo"
            disabled={draft.past.length === 0}
            onClick={() => step({ type: 'undo' })}
          />
          <ToolButton
            icon="redo"
            label={t('redo')}
            disabled={draft.future.length === 0}
            onClick={() => step({ type: 'redo' })}
          />
          <ToolButton
            icon="remove"
            label={t('deleteChosen')}
            disabled={chosen === null}
            onClick={drawing.removeChosen}
          />
          <span className="drawing-tools-gap" />
        </>
      )}
      <ToolButton icon="plus" label={t('zoomIn')} onClick={() => view.zoom(1 / 1.25)} />
      <ToolButton icon="minus" label={t('zoomOut')} onClick={() => view.zoom(1.25)} />
      <ToolButton icon="fit" label={t('fit')} onClick={view.fit} />
    </div>
  );
}
