import { Checkbox, Select } from 'antd';
import { useState } from 'react';
import { useLocale, useWords } from '../platform/i18n.ts';
import { type Repeat, type RepeatKind, repeatOf, ruleOf } from './rule-text.ts';
import { rosterWords } from './words.ts';

const kinds: readonly RepeatKind[] = ['daily', 'weekly', 'otherWeek', 'monthly', 'own'];
export const weekdayNames = {
  zh: ['一', '二', '三', '四', '五', '六', '日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
};

/** The usual rules as choices, any other as RFC 5545 text. */
export function RepeatField(props: { rule: string; onChange: (rule: string) => void }) {
  const t = useWords(rosterWords);
  const locale = useLocale();
  const [repeat, setRepeat] = useState(() => repeatOf(props.rule));
  const put = (part: Partial<Repeat>) => {
    const next = { ...repeat, ...part };
    setRepeat(next);
    props.onChange(ruleOf(next));
  };
  const days = weekdayNames[locale].map((label, i) => ({ label, value: i + 1 }));
  return (
    <div className="field">
      <span className="field-label">{t('repeat')}</span>
      <Select
        value={repeat.kind}
        aria-label={t('repeat')}
        options={kinds.map((value) => ({ value, label: t(value) }))}
        onChange={(kind) => put({ kind })}
      />
      {(repeat.kind === 'weekly' || repeat.kind === 'otherWeek') && (
        <Checkbox.Group
          options={days}
          value={repeat.weekdays}
          onChange={(weekdays) => put({ weekdays })}
        />
      )}
      {repeat.kind === 'monthly' && (
        <input
          className="input"
          type="number"
          min={1}
          max={31}
          aria-label={t('monthly')}
          value={repeat.monthDay}
          onChange={(e) => put({ monthDay: Number(e.target.value) })}
        />
      )}
      {repeat.kind === 'own' && (
        <input
          className="input"
          aria-label={t('own')}
          placeholder="FREQ=MONTHLY;BYDAY=1MO"
          value={repeat.text}
          onChange={(e) => put({ text: e.target.value })}
        />
      )}
    </div>
  );
}
