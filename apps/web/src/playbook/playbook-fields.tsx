import { alarmKinds, detectionKinds } from '@anyuan/contracts/detection.ts';
import type { PlaybookDraft } from '@anyuan/contracts/playbook.ts';
import { Select } from 'antd';
import { alarmWords } from '../alarm/words.ts';
import { useWords } from '../platform/i18n.ts';
import { byLabel } from '../platform/select-search.ts';
import { editorWords } from './editor-words.ts';
import { Steps } from './step-fields.tsx';

/** What a playbook says: its name, for which alarms it is, who does what. */
export function PlaybookFields(props: {
  draft: PlaybookDraft;
  disabled: boolean;
  onDraft: (draft: PlaybookDraft) => void;
}) {
  const { draft, disabled, onDraft } = props;
  const t = useWords(editorWords);
  const a = useWords(alarmWords);
  return (
    <>
      <label className="field">
        <span className="field-label">{t('name')}</span>
        <input
          className="input"
          data-testid="playbook-name"
          disabled={disabled}
          maxLength={80}
          value={draft.name}
          onChange={(e) => onDraft({ ...draft, name: e.target.value })}
        />
      </label>
      <div className="plan-fields">
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label className="field">
          <span className="field-label">{t('kinds')}</span>
          <Select
            mode="multiple"
            showSearch={byLabel}
            aria-label={t('kinds')}
            disabled={disabled}
            value={draft.kinds}
            options={detectionKinds.map((k) => ({ value: k, label: a(`kind.${k}`) }))}
            onChange={(kinds) => onDraft({ ...draft, kinds })}
          />
        </label>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label className="field">
          <span className="field-label">{t('natures')}</span>
          <Select
            mode="multiple"
            showSearch={byLabel}
            aria-label={t('natures')}
            disabled={disabled}
            value={draft.alarmKinds}
            options={alarmKinds.map((k) => ({ value: k, label: a(`alarmKind.${k}`) }))}
            onChange={(chosen) => onDraft({ ...draft, alarmKinds: chosen })}
          />
        </label>
      </div>
      <h3>{t('steps')}</h3>
      <Steps
        steps={draft.steps}
        disabled={disabled}
        onChange={(steps) => onDraft({ ...draft, steps })}
      />
    </>
  );
}
