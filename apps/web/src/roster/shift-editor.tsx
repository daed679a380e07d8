import type { ShiftInput } from '@anyuan/contracts/roster.ts';
import type { RosterView } from '@anyuan/contracts/routes/rosters.ts';
import { Checkbox, Drawer, Select } from 'antd';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { call, type Reply } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useDoing } from '../platform/use-call.ts';
import { useDialogFocus } from '../platform/use-dialog-focus.ts';
import { RepeatField } from './repeat-field.tsx';
import { RotationField } from './rotation-field.tsx';
import { minuteOf, minuteText } from './rule-text.ts';
import { dayKinds, rosterPosts, rotationSteps, type ShiftDraft } from './shift-form.ts';
import { ShiftPreview } from './shift-preview.tsx';
import { rosterWords } from './words.ts';

interface Props {
  roster: RosterView;
  draft: ShiftDraft;
  onClose: () => void;
  onSaved: (opened: number, startsOn: string) => void;
  onRemoved: (shiftId: string, opened: number) => void;
}

interface FieldsProps {
  roster: RosterView;
  input: ShiftInput;
  put: (part: Partial<ShiftInput>) => void;
}

function Basics({ roster, input, put }: FieldsProps) {
  const t = useWords(rosterWords);
  const a = useWords(alarmWords);
  return (
    <>
      <label className="field">
        <span className="field-label">{t('name')}</span>
        <input
          className="input"
          data-testid="shift-name"
          value={input.name}
          maxLength={60}
          onChange={(e) => put({ name: e.target.value })}
        />
      </label>
      <div className="roster-row">
        <div className="field">
          <span className="field-label">{t('post')}</span>
          <Select
            value={input.post}
            aria-label={t('post')}
            options={rosterPosts.map((value) => ({ value, label: a(`post.${value}`) }))}
            onChange={(post) => put({ post })}
          />
        </div>
        <div className="field">
          <span className="field-label">{t('building')}</span>
          <Select
            value={input.buildingId ?? ''}
            aria-label={t('building')}
            options={[
              { value: '', label: t('wholePlace') },
              ...roster.buildings.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(id: string) => put({ buildingId: id === '' ? null : id })}
          />
        </div>
      </div>
    </>
  );
}

function Hours({ input, put }: FieldsProps) {
  const t = useWords(rosterWords);
  return (
    <>
      <div className="roster-row">
        <label className="field">
          <span className="field-label">{t('startsOn')}</span>
          <input
            className="input"
            type="date"
            value={input.startsOn}
            onChange={(e) => put({ startsOn: e.target.value })}
          />
        </label>
        <label className="field">
          <span className="field-label">{t('from')}</span>
          <input
            className="input"
            type="time"
            value={minuteText(input.fromMinute)}
            onChange={(e) => put({ fromMinute: minuteOf(e.target.value) })}
          />
        </label>
        <label className="field">
          <span className="field-label">{t('to')}</span>
          <input
            className="input"
            type="time"
            value={minuteText(input.toMinute % 1440)}
            onChange={(e) => put({ toMinute: minuteOf(e.target.value) })}
          />
        </label>
      </div>
      {input.toMinute <= input.fromMinute && <span className="field-hint">{t('overnight')}</span>}
      <div className="field">
        <span className="field-label">{t('runsOn')}</span>
        <Checkbox.Group
          value={[...input.runsOn]}
          options={dayKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
          onChange={(runsOn) => put({ runsOn })}
        />
      </div>
    </>
  );
}

/** One shift: what, when, who in turn; shows the next 14 days before it is saved. */
export function ShiftEditor({ roster, draft, onClose, onSaved, onRemoved }: Props) {
  const t = useWords(rosterWords);
  useDialogFocus();
  const [input, setInput] = useState(draft.input);
  const [preview, setPreview] = useState<Reply<'previewShift'> | null>(null);
  const doing = useDoing();
  const params = { organisationId: roster.organisationId, shiftId: draft.id };
  const put = (part: Partial<ShiftInput>) => {
    setInput({ ...input, ...part });
    setPreview(null);
  };
  const show = () =>
    doing.run(async () => setPreview(await call('previewShift', { params, body: input })));
  const save = () =>
    doing.run(async () => {
      const body = { ...input, version: draft.version };
      onSaved((await call('saveShift', { params, body })).opened.length, input.startsOn);
    });
  const remove = () =>
    doing.run(async () => {
      onRemoved(draft.id, (await call('removeShift', { params })).opened.length);
    });
  const fields = { roster, input, put };
  return (
    <Drawer
      open
      size="large"
      title={t(draft.version === 0 ? 'addShift' : 'editShift')}
      onClose={onClose}
    >
      <div className="roster-form" data-testid="shift-editor">
        <Basics {...fields} />
        <RepeatField rule={input.rule} onChange={(rule) => put({ rule })} />
        <Hours {...fields} />
        <RotationField
          people={roster.people}
          rotation={input.rotation}
          onChange={(rotation) => put({ rotation })}
        />
        {input.rotation.length > 1 && (
          <div className="field">
            <span className="field-label">{t('rotationStep')}</span>
            <Select
              value={input.rotationStep}
              aria-label={t('rotationStep')}
              options={rotationSteps.map((value) => ({ value, label: t(`step.${value}`) }))}
              onChange={(rotationStep) => put({ rotationStep })}
            />
          </div>
        )}
        {doing.advice && (
          <p className="notice" role="alert">
            {doing.advice}
          </p>
        )}
        {preview && <ShiftPreview preview={preview} people={roster.people} />}
        <div className="row-actions">
          <button type="button" className="btn" disabled={doing.busy} onClick={() => void show()}>
            {t('preview')}
          </button>
          <button
            type="button"
            className="btn btn-primary"
            data-testid="shift-save"
            disabled={doing.busy}
            onClick={() => void save()}
          >
            {t('save')}
          </button>
          {draft.version > 0 && (
            <button
              type="button"
              className="btn"
              disabled={doing.busy}
              onClick={() => void remove()}
            >
              {t('remove')}
            </button>
          )}
        </div>
      </div>
    </Drawer>
  );
}
