import type { ReachRule } from '@anyuan/contracts/routes/reach.ts';
import { Checkbox, InputNumber, Switch } from 'antd';
import { useState } from 'react';
import { useLocale, useWords } from '../platform/i18n.ts';
import { weekdayNames } from './repeat-field.tsx';
import { minuteOf, minuteText } from './rule-text.ts';
import { taskWords } from './task-words.ts';

/** When the channels are tested by themselves, and how long people have to answer. */
export function ReachRuleForm(props: {
  rule: ReachRule;
  busy: boolean;
  onSave: (rule: ReachRule) => void;
}) {
  const t = useWords(taskWords);
  const locale = useLocale();
  const [rule, setRule] = useState(props.rule);
  const put = (part: Partial<ReachRule>) => setRule({ ...rule, ...part });
  const days = weekdayNames[locale].map((label, i) => ({ label, value: i + 1 }));
  const isChanged = JSON.stringify(rule) !== JSON.stringify(props.rule);
  const isWithoutDay = rule.enabled && rule.weekdays.length === 0;
  return (
    <div className="roster-line" data-testid="reach-rule">
      <span>
        {t('weekly')}{' '}
        <Switch
          checked={rule.enabled}
          onChange={(enabled) => put({ enabled })}
          aria-label={t('weekly')}
        />
      </span>
      {rule.enabled && (
        <>
          <Checkbox.Group
            options={days}
            value={rule.weekdays}
            onChange={(weekdays) => put({ weekdays })}
          />
          <input
            className="input"
            type="time"
            style={{ width: 120 }}
            aria-label={t('testAt')}
            value={minuteText(rule.atMinute)}
            onChange={(e) => e.target.value && put({ atMinute: minuteOf(e.target.value) })}
          />
          <span>{t('within')}</span>
          <InputNumber
            aria-label={t('within')}
            min={1}
            max={1440}
            value={rule.replyMinutes}
            onChange={(n) => put({ replyMinutes: n ?? 10 })}
          />
          <span>{t('toAnswer')}</span>
        </>
      )}
      {isWithoutDay && <span className="roster-gap">{t('noDay')}</span>}
      <button
        type="button"
        className="btn"
        disabled={props.busy || isWithoutDay || !isChanged}
        onClick={() => props.onSave(rule)}
      >
        {t('saveRule')}
      </button>
    </div>
  );
}
