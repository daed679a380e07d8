import { alarmKinds, detectionKinds } from '@anyuan/contracts/detection.ts';
import { dayKinds, type PlanWhen } from '@anyuan/contracts/plan.ts';
import { zoneKinds } from '@anyuan/contracts/terminal.ts';
import { Select } from 'antd';
import { alarmWords } from '../alarm/words.ts';
import { useWords } from '../platform/i18n.ts';
import { byLabel } from '../platform/select-search.ts';
import { minuteOf, minuteText } from '../roster/rule-text.ts';
import { planWords } from './words.ts';

const levels = [0, 1, 2, 3, 4] as const;

/** Several of a list; none chosen means all, and is left out of the plan. */
function Several<T extends string>(props: {
  label: string;
  any: string;
  options: readonly T[];
  word: (value: T) => string;
  value: readonly T[] | undefined;
  disabled: boolean;
  onChange: (value: T[] | undefined) => void;
}) {
  const { label, any, options, word, value, disabled, onChange } = props;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's
    <label className="field">
      <span className="field-label">{label}</span>
      <Select
        mode="multiple"
        showSearch={byLabel}
        aria-label={label}
        placeholder={any}
        disabled={disabled}
        value={[...(value ?? [])]}
        options={options.map((o) => ({ value: o, label: word(o) }))}
        onChange={(chosen: T[]) => onChange(chosen.length > 0 ? chosen : undefined)}
      />
    </label>
  );
}

/** The same without what is undefined: the contract tells absent from empty. */
function put(when: PlanWhen, part: { [K in keyof PlanWhen]?: PlanWhen[K] | undefined }): PlanWhen {
  const all = { ...when, ...part };
  return Object.fromEntries(Object.entries(all).filter(([, v]) => v !== undefined)) as PlanWhen;
}

export function WhenFields(props: {
  when: PlanWhen;
  disabled: boolean;
  onChange: (when: PlanWhen) => void;
}) {
  const { when, disabled, onChange } = props;
  const t = useWords(planWords);
  const a = useWords(alarmWords);
  const set = (part: Parameters<typeof put>[1]) => onChange(put(when, part));
  const { hours, confidence } = when;
  return (
    <>
      <p className="faint">{t('conditionsHint')}</p>
      <div className="plan-fields">
        <Several
          label={t('kind')}
          any={t('anyKind')}
          options={detectionKinds}
          word={(k) => a(`kind.${k}`)}
          value={when.kinds}
          disabled={disabled}
          onChange={(kinds) => set({ kinds })}
        />
        <Several
          label={t('zoneKind')}
          any={t('anyZone')}
          options={zoneKinds}
          word={(z) => t(`zone.${z}`)}
          value={when.zoneKinds}
          disabled={disabled}
          onChange={(chosen) => set({ zoneKinds: chosen })}
        />
        <Several
          label={t('nature')}
          any={t('anyNature')}
          options={alarmKinds}
          word={(k) => a(`alarmKind.${k}`)}
          value={when.alarmKinds}
          disabled={disabled}
          onChange={(chosen) => set({ alarmKinds: chosen })}
        />
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label className="field">
          <span className="field-label">{t('day')}</span>
          <Select
            aria-label={t('day')}
            disabled={disabled}
            value={when.dayKind ?? ''}
            options={[
              { value: '', label: t('anyDay') },
              ...dayKinds.map((d) => ({ value: d as string, label: t(`day.${d}`) })),
            ]}
            onChange={(d) => set({ dayKind: dayKinds.find((known) => known === d) })}
          />
        </label>
        <div className="field">
          <span className="field-label">{t('hours')}</span>
          <div className="plan-line">
            <label className="plan-check">
              <input
                type="checkbox"
                checked={hours !== undefined}
                disabled={disabled}
                onChange={(e) =>
                  set({
                    hours: e.target.checked ? { fromMinute: 18 * 60, toMinute: 7 * 60 } : undefined,
                  })
                }
              />
              {t(hours ? 'onlyHours' : 'allDay')}
            </label>
            {hours &&
              (['fromMinute', 'toMinute'] as const).map((end) => (
                <input
                  key={end}
                  type="time"
                  className="input plan-time"
                  aria-label={`${t('hours')} ${end === 'toMinute' ? t('to') : ''}`}
                  disabled={disabled}
                  value={minuteText(hours[end] % 1440)}
                  onChange={(e) =>
                    e.target.value && set({ hours: { ...hours, [end]: minuteOf(e.target.value) } })
                  }
                />
              ))}
          </div>
        </div>
        <div className="field">
          <span className="field-label">{t('confidence')}</span>
          <div className="plan-line">
            <label className="plan-check">
              <input
                type="checkbox"
                checked={confidence !== undefined}
                disabled={disabled}
                onChange={(e) =>
                  set({ confidence: e.target.checked ? { from: 3, to: 4 } : undefined })
                }
              />
              {!confidence && t('anyConfidence')}
            </label>
            {confidence &&
              (['from', 'to'] as const).map((end) => (
                <Select
                  key={end}
                  aria-label={`${t('confidence')} ${end === 'to' ? t('to') : ''}`}
                  disabled={disabled}
                  value={confidence[end]}
                  options={levels.map((n) => ({ value: n, label: a(`confidence.${n}`) }))}
                  onChange={(n) => set({ confidence: { ...confidence, [end]: n } })}
                  style={{ flex: 1, minWidth: 110 }}
                />
              ))}
          </div>
        </div>
      </div>
    </>
  );
}
