import type { CoverageGap } from '@anyuan/contracts/roster.ts';
import { alarmWords } from '../alarm/words.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { rosterWords } from './words.ts';

/** Gaps of posts that must be filled, soonest first. */
export function GapList({ gaps }: { gaps: readonly CoverageGap[] }) {
  const t = useWords(rosterWords);
  const a = useWords(alarmWords);
  if (gaps.length === 0) return <p className="faint">{t('noGaps')}</p>;
  return (
    <div data-testid="roster-gaps">
      <p className="roster-gap">{t('gapsAhead', { n: gaps.length })}</p>
      {gaps.map((gap) => (
        <div key={`${gap.post} ${gap.startAt}`} className="roster-line">
          <strong>{a(`post.${gap.post}`)}</strong>
          <span>
            {dateTime(gap.startAt).slice(0, 16)} – {dateTime(gap.endAt).slice(5, 16)}
          </span>
        </div>
      ))}
    </div>
  );
}
