import type { HearingOverride } from '@anyuan/contracts/hearing.ts';
import type { Lesson } from '@anyuan/contracts/routes/learning.ts';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { learningWords } from './learning-words.ts';

type Undo = { terminalId: string; own: HearingOverride | null; version: number };

/** What verdicts and drills say per terminal and kind of sound; a person applies what is suggested. */
export function LessonsCard(props: { schoolId: string; terminals: TerminalView[] }) {
  const t = useWords(learningWords);
  const { schoolId } = props;
  const params = { schoolId };
  const loaded = useLoaded(schoolId, (signal) => call('showLessons', { params, signal }));
  const doing = useDoing();
  const [undo, setUndo] = useState<Undo | null>(null);
  const placeOf = new Map(props.terminals.map((x) => [x.id, x.place]));

  const save = async (terminalId: string, own: HearingOverride | null, version: number) => {
    const reason = t(own === undo?.own ? 'reasonUndo' : 'reasonApply');
    const body = { scope: 'terminal' as const, subject: terminalId, own, reason };
    return call('saveHearing', { params, body: { ...body, baseVersion: version } });
  };
  const apply = (lesson: Lesson, shift: number) =>
    doing.run(async () => {
      const { settings } = await call('showHearing', { params });
      const mine = settings.find((x) => x.scope === 'terminal' && x.subject === lesson.terminalId);
      const own = { ...mine?.own, kinds: { ...mine?.own?.kinds, [lesson.kind]: shift } };
      const { version, before } = await save(lesson.terminalId, own, mine?.version ?? 0);
      setUndo({ terminalId: lesson.terminalId, own: before, version });
      loaded.reload();
    });
  const takeBack = (was: Undo) =>
    doing.run(async () => {
      await save(was.terminalId, was.own, was.version);
      setUndo(null);
      loaded.reload();
    });

  const lessons = (loaded.value?.lessons ?? []).filter(
    (x) => x.falseAlarms + x.trueAlarms + x.drills + x.recorded > 0,
  );
  const advice = loaded.advice ?? doing.advice;
  return (
    <section className="card">
      <h2>{t('lessons')}</h2>
      <p className="field-hint">{t('lessonsHow')}</p>
      {advice && (
        <p className="notice" role="alert">
          {advice}
        </p>
      )}
      {undo && (
        <p className="notice" role="status">
          {t('applied')}
          <button type="button" className="btn" onClick={() => void takeBack(undo)}>
            {t('undo')}
          </button>
        </p>
      )}
      {loaded.value && lessons.length === 0 && <p className="table-empty">{t('empty')}</p>}
      <table className="self-test-runs" data-testid="lessons">
        <tbody>
          {lessons.map((lesson) => (
            <LessonRow
              key={`${lesson.terminalId} ${lesson.kind}`}
              lesson={lesson}
              place={placeOf.get(lesson.terminalId) ?? '—'}
              onApply={(shift) => void apply(lesson, shift)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function LessonRow(props: { lesson: Lesson; place: string; onApply: (shift: number) => void }) {
  const t = useWords(learningWords);
  const a = useWords(alarmWords);
  const mayManage = useMay('hearing.manage');
  const { lesson, place, onApply } = props;
  const { falsePerWeek: week, recall, suggestion } = lesson;
  return (
    <tr>
      <td>
        {place}
        <div className="cell-sub">{a(`kind.${lesson.kind}`)}</div>
      </td>
      <td>
        {t('perWeek')} {week ? figures(week, 1) : t('none')}
        <div className="cell-sub">
          {t('falseAlarms')} {lesson.falseAlarms} / {lesson.weeks}
        </div>
      </td>
      <td>
        {t('recall')} {recall ? figures(recall, 2) : t('none')}
        <div className="cell-sub">
          {lesson.drillsHeard} / {lesson.drills}
        </div>
      </td>
      <td>
        {t('recorded')} {lesson.recorded}
      </td>
      <td>
        {suggestion === null
          ? t('none')
          : t(suggestion.shift > lesson.shift ? 'less' : 'more', {
              ...suggestion,
              real: lesson.trueAlarms,
            })}
        {suggestion && mayManage && (
          <button type="button" className="btn" onClick={() => onApply(suggestion.shift)}>
            {t('apply')}
          </button>
        )}
      </td>
    </tr>
  );
}

function figures(x: { value: number; low: number; high: number }, digits: number): string {
  const [value, low, high] = [x.value, x.low, x.high].map((v) => v.toFixed(digits));
  return `${value} (${low}–${high})`;
}
