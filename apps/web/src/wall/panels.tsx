import type { FigureKey, WallPanel } from '@anyuan/contracts/figure-lists.ts';
import type { Figure, FiguresReply } from '@anyuan/contracts/figures.ts';
import { useMemo } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { serverNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { dayOf } from '../platform/time.ts';
import { rosterAddress } from '../roster/asked.ts';
import { percent } from './attention.ts';
import { Chart } from './chart.tsx';
import { alarmsBehind } from './notes.ts';
import { hoursOption, kindColour, minuteOption, trendOption } from './options.ts';
import { type Arranging, BigFigure, FigureLine, figuresIn, Panel } from './panel.tsx';
import { listWords, wallWords } from './words.ts';

/** Figures of each panel; their formulas show on the panel. */
const figuresOfPanel: Record<WallPanel, readonly FigureKey[]> = {
  minute: ['minute'],
  hours: [],
  handling: ['accepted', 'handled', 'falseAlarms'],
  terminals: ['online', 'selfTests', 'pointTests'],
  duty: ['duty'],
  incidents: ['incidents', 'orders'],
  drills: ['drills'],
  ranking: ['minute'],
  trend: [],
  fourHundred: ['fourHundred'],
  posts: ['posts', 'patrols'],
  hazards: ['hazards'],
  disputes: ['disputes'],
  duties: ['duties'],
};

interface PanelProps {
  panel: WallPanel;
  reply: FiguresReply;
  arranging: Arranging | null;
}

export function FigurePanel({ panel, reply, arranging }: PanelProps) {
  const figures = figuresIn(reply, figuresOfPanel[panel]);
  return (
    <Panel panel={panel} reply={reply} figures={figures} arranging={arranging}>
      <Body panel={panel} reply={reply} figures={figures} />
    </Panel>
  );
}

function Body(props: { panel: WallPanel; reply: FiguresReply; figures: readonly Figure[] }) {
  const { panel, reply, figures } = props;
  switch (panel) {
    case 'minute':
      return <Minute reply={reply} figures={figures} />;
    case 'hours':
      return <Hours reply={reply} />;
    case 'duty':
      return <Duty reply={reply} figures={figures} />;
    case 'ranking':
      return <Ranking reply={reply} />;
    case 'trend':
      return <Trend reply={reply} />;
    default:
      return <Lines figures={figures} />;
  }
}

/** Nothing is recorded yet: says so, and what will fill it. No invented number. */
function NoData({ figure }: { figure: Figure | undefined }) {
  const t = useWords(wallWords);
  const locale = useLocale();
  return (
    <div className="wall-nodata" data-testid="no-data">
      <strong>—</strong>
      <p>{t('noData')}</p>
      {figure?.filledBy && <p>{t('filledBy', { what: figure.filledBy[locale] })}</p>}
    </div>
  );
}

function Lines({ figures }: { figures: readonly Figure[] }) {
  const t = useWords(wallWords);
  const kept = figures.filter((f) => f.filledBy === null);
  if (kept.length === 0) return <NoData figure={figures[0]} />;
  const tailOf = (f: Figure) =>
    f.key === 'falseAlarms' && f.apart ? t('unjudged', { n: f.apart }) : undefined;
  const [only] = kept;
  if (kept.length === 1 && only) return <BigFigure figure={only} />;
  return (
    <div className="wall-lines">
      {kept.map((f) => (
        <FigureLine key={f.key} figure={f} tail={tailOf(f)} />
      ))}
    </div>
  );
}

function Minute({ reply, figures }: { reply: FiguresReply; figures: readonly Figure[] }) {
  const t = useWords(wallWords);
  const { median, p90, max, count } = reply.seconds.arrive;
  const option = useMemo(() => minuteOption(reply), [reply]);
  const [figure] = figures;
  const words = [
    t('median', { n: median ?? '—' }),
    t('p90', { n: p90 ?? '—' }),
    t('max', { n: max ?? '—' }),
  ].join(' · ');
  return (
    <>
      {figure && <BigFigure figure={figure} />}
      {count > 0 ? <Chart option={option} label={words} /> : <Empty />}
      {count > 0 && <p className="wall-small">{words}</p>}
    </>
  );
}

function Empty() {
  const t = useWords(wallWords);
  return <p className="wall-empty">{t('noData')}</p>;
}

function Hours({ reply }: { reply: FiguresReply }) {
  const a = useWords(alarmWords);
  const option = useMemo(() => hoursOption(reply), [reply]);
  if (reply.hours.length === 0) return <Empty />;
  const counts = reply.hours.map((h) => ({
    kind: h.kind,
    n: h.counts.reduce((sum, n) => sum + n, 0),
  }));
  const label = counts.map((c) => `${a(`kind.${c.kind}`)} ${c.n}`).join(', ');
  return (
    <>
      <Chart option={option} label={label} />
      <p className="wall-legend">
        {counts.map(({ kind, n }, i) => (
          <span key={kind}>
            <i style={{ background: kindColour(i) }} />
            {a(`kind.${kind}`)} {n}
          </span>
        ))}
      </p>
    </>
  );
}

function Duty({ reply, figures }: { reply: FiguresReply; figures: readonly Figure[] }) {
  const t = useWords(wallWords);
  const gaps = reply.schools.filter((s) => s.gaps > 0).sort((a, b) => b.gaps - a.gaps);
  const [figure] = figures;
  const hasAny = (figure?.denominator ?? 0) > 0;
  return (
    <>
      {figure && <BigFigure figure={figure} />}
      <div className="wall-rows">
        {gaps.slice(0, 3).map((s) => (
          <a
            key={s.schoolId}
            className="wall-row wall-overdue"
            data-testid="wall-gap"
            href={rosterAddress({
              ...{ organisationId: s.schoolId, day: dayOf(serverNow()), posts: s.emptyPosts },
            })}
          >
            <span title={s.name}>{s.name}</span>
            <span>{t('gaps', { n: s.gaps })}</span>
          </a>
        ))}
        {hasAny && gaps.length === 0 && <p className="wall-row wall-proved">✓ {t('noGaps')}</p>}
      </div>
    </>
  );
}

const rankShown = 5;

/** By what the product promises: the share reached within a minute; where nothing was due, by nothing. */
function Ranking({ reply }: { reply: FiguresReply }) {
  const t = useWords(wallWords);
  const ranked = reply.schools
    .filter((s) => s.due > 0)
    .sort((a, b) => b.inMinute / b.due - a.inMinute / a.due || b.due - a.due);
  if (ranked.length === 0) return <Empty />;
  return (
    <ol className="wall-rows">
      {ranked.slice(0, rankShown).map((s) => {
        const now = s.inMinute / s.due;
        const was = s.before.due > 0 ? s.before.inMinute / s.before.due : null;
        const way = was === null ? null : now > was ? 'up' : now < was ? 'down' : 'same';
        const sign = { up: '↑', down: '↓', same: '→' } as const;
        return (
          <li key={s.schoolId} className="wall-row">
            <a href={alarmsBehind(reply, s.schoolId)}>{s.name}</a>
            <span>
              {percent(now)}
              {way && (
                <span role="img" className={`wall-way-${way}`} aria-label={t(way)}>
                  {' '}
                  {sign[way]}
                </span>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Trend({ reply }: { reply: FiguresReply }) {
  const t = useWords(wallWords);
  const l = useWords(listWords);
  const option = useMemo(() => trendOption(reply), [reply]);
  const n = reply.trend.reduce((sum, d) => sum + d.raised, 0);
  if (n === 0) return <Empty />;
  const label = `${l(`range.${reply.range}`)} ${t('alarmsOf', { n })}`;
  return (
    <>
      <Chart option={option} label={label} />
      <p className="wall-small">{label}</p>
    </>
  );
}
