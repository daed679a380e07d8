import type { RequiredPost } from '@anyuan/contracts/roster.ts';
import type { RosterView } from '@anyuan/contracts/routes/rosters.ts';
import { Checkbox, Select } from 'antd';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useDoing } from '../platform/use-call.ts';
import { minuteOf, minuteText } from './rule-text.ts';
import { dayKinds, rosterPosts } from './shift-form.ts';
import { rosterWords } from './words.ts';

const usual: RequiredPost = { post: 'guard', fromMinute: 0, toMinute: 1440, on: [...dayKinds] };

function Line(props: {
  required: RequiredPost;
  put: (part: Partial<RequiredPost> | null) => void;
}) {
  const t = useWords(rosterWords);
  const a = useWords(alarmWords);
  const { required: r, put } = props;
  return (
    <div className="roster-line">
      <Select
        value={r.post}
        style={{ minWidth: 140 }}
        aria-label={t('post')}
        options={rosterPosts.map((value) => ({ value, label: a(`post.${value}`) }))}
        onChange={(post) => put({ post })}
      />
      <input
        className="input"
        type="time"
        aria-label={t('from')}
        value={minuteText(r.fromMinute)}
        onChange={(e) => put({ fromMinute: minuteOf(e.target.value) })}
      />
      <input
        className="input"
        type="time"
        aria-label={t('to')}
        value={minuteText(r.toMinute % 1440)}
        onChange={(e) => put({ toMinute: minuteOf(e.target.value) })}
      />
      <Checkbox.Group
        value={[...r.on]}
        options={dayKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        onChange={(on) => put({ on })}
      />
      <button type="button" className="btn" onClick={() => put(null)}>
        {t('takeOff')}
      </button>
    </div>
  );
}

/** Which posts must be filled, and when. */
export function RequiredPanel(props: { roster: RosterView; onSaved: (opened: number) => void }) {
  const t = useWords(rosterWords);
  const { roster, onSaved } = props;
  const doing = useDoing();
  const [list, setList] = useState<RequiredPost[]>(roster.required);
  const save = () => {
    const params = { organisationId: roster.organisationId };
    void doing.run(async () => {
      const { opened } = await call('saveRequiredPosts', { params, body: { required: list } });
      onSaved(opened.length);
    });
  };
  return (
    <div className="roster-form">
      {list.length === 0 && <p className="faint">{t('requiredNone')}</p>}
      {list.map((required, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the list
          key={index}
          required={required}
          put={(part) =>
            setList(
              part === null
                ? list.filter((_, i) => i !== index)
                : list.map((old, i) => (i === index ? { ...old, ...part } : old)),
            )
          }
        />
      ))}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {roster.mayManage && (
        <div className="row-actions">
          <button type="button" className="btn" onClick={() => setList([...list, usual])}>
            {t('addRequired')}
          </button>
          <button type="button" className="btn btn-primary" disabled={doing.busy} onClick={save}>
            {t('save')}
          </button>
        </div>
      )}
    </div>
  );
}
