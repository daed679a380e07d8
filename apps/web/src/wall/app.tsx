import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { WallPanel } from '@anyuan/contracts/figure-lists.ts';
import type { FiguresReply } from '@anyuan/contracts/figures.ts';
import { useEffect, useState } from 'react';
import { Announcer } from '../alarm/announcer.tsx';
import { useOpenAlarms } from '../alarm/live-alarms.ts';
import { startRinging } from '../alarm/ringing.ts';
import { SessionGate } from '../people/session-gate.tsx';
import { useNow } from '../platform/clock.ts';
import { say, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useSession } from '../platform/session.ts';
import { takingScreen } from './attention.ts';
import { WallFooter } from './footer.tsx';
import { WallHeader } from './header.tsx';
import { lineOf, movePanel, pagesOf, stepPanel, withoutPanel } from './layout.ts';
import { FigurePanel } from './panels.tsx';
import { SchoolView } from './school-view.tsx';
import { SchoolsPanel } from './schools.tsx';
import { useScale } from './stage.ts';
import { RunningStrip, Takeover } from './takeover.tsx';
import { useAddress } from './use-address.ts';
import { type FiguresRead, useFigures } from './use-figures.ts';
import { type OwnLayout, useLayout } from './use-layout.ts';
import { useTour } from './use-tour.ts';
import { wallWords } from './words.ts';

/** How long a hand at the mouse holds the tour. */
const handMs = 60_000;

/**
 * Figures at both sides, the schools in the middle, six panels at a time. An alarm takes the whole screen until somebody
 * has it in hand; then the tour goes on where it was.
 */
function Wall() {
  const [asked, ask] = useAddress();
  const read = useFigures(asked);
  const { alarms } = useOpenAlarms();
  const view = useSession();
  const line = lineOf(view.assignments[0]?.organisationKind);
  const own = useLayout(line);
  const [arranging, setArranging] = useState(false);
  const [handAt, setHandAt] = useState(0);
  const now = useNow();
  const scale = useScale();
  const taking = takingScreen(alarms, now);
  const held = taking.length > 0 || arranging || now - handAt < handMs;
  const tour = useTour({ everySec: own.layout.tourSec, held });
  const pages = pagesOf(own.layout.shown);
  const page = tour.step % pages.length;
  useEffect(
    () => startRinging({ vibrates: false, title: () => say(platformWords)('product') }),
    [],
  );
  return (
    <div
      className="wall"
      data-line={line}
      style={{
        width: `${100 / scale}vw`,
        height: `${100 / scale}vh`,
        transform: `scale(${scale})`,
      }}
      onPointerDown={() => setHandAt(now)}
    >
      <WallHeader reply={read.reply} asked={asked} onAsk={ask} />
      {taking.length > 0 ? (
        <Takeover alarms={taking} />
      ) : (
        <Board
          read={read}
          alarms={alarms}
          shown={pages[page] ?? []}
          own={own}
          arranging={arranging}
          step={tour.step}
          onOpen={(organisationId) => ask({ organisationId })}
        />
      )}
      <WallFooter
        pages={pages.length}
        page={page}
        onPage={tour.go}
        own={own}
        arranging={arranging}
        onArrange={setArranging}
      />
      <Announcer />
    </div>
  );
}

function Board(props: {
  read: FiguresRead;
  alarms: readonly AlarmSummary[];
  shown: readonly WallPanel[];
  own: OwnLayout;
  arranging: boolean;
  step: number;
  onOpen(organisationId: string | undefined): void;
}) {
  const { read, alarms, shown, own, arranging, step, onOpen } = props;
  const { reply, denied } = read;
  const { layout, change } = own;
  const left = Math.ceil(shown.length / 2);
  const put = (panels: WallPanel[]) => change({ ...layout, shown: panels });
  const column = (panels: readonly WallPanel[]) => (
    <div className="wall-column">
      {reply &&
        panels.map((panel) => (
          <FigurePanel
            key={panel}
            panel={panel}
            reply={reply}
            arranging={
              arranging
                ? {
                    onStep: (by) => put(stepPanel(layout.shown, panel, by)),
                    onHide: () => put(withoutPanel(layout.shown, panel)),
                    onDropped: (other) => put(movePanel(layout.shown, other, panel)),
                  }
                : null
            }
          />
        ))}
    </div>
  );
  return (
    <main className="wall-board">
      {column(shown.slice(0, left))}
      <Centre reply={reply} denied={denied} alarms={alarms} step={step} onOpen={onOpen} />
      {column(shown.slice(left))}
    </main>
  );
}

function Centre(props: {
  reply: FiguresReply | null;
  denied: boolean;
  alarms: readonly AlarmSummary[];
  step: number;
  onOpen(organisationId: string | undefined): void;
}) {
  const { reply, denied, alarms, step, onOpen } = props;
  const t = useWords(wallWords);
  const { complete } = useOpenAlarms();
  const isSchool = reply?.organisation.kind === 'school';
  const shownId = isSchool ? reply.organisation.id : null;
  const pointed = reply?.schools[step % Math.max(1, reply.schools.length)];
  return (
    <section className="wall-centre">
      <RunningStrip alarms={alarms} />
      {alarms.length === 0 && (
        <p className="wall-calm" data-testid="calm">
          {t(complete ? 'calm' : 'waiting')}
        </p>
      )}
      {!reply && <p className="wall-empty">{t(denied ? 'notAllowed' : 'noFigures')}</p>}
      {reply && !isSchool && (
        <SchoolsPanel
          reply={reply}
          alarms={alarms}
          pointedId={pointed?.schoolId ?? null}
          onOpen={onOpen}
        />
      )}
      {shownId && (
        <SchoolView
          key={shownId}
          schoolId={shownId}
          name={reply?.organisation.name ?? '—'}
          alarms={alarms}
        />
      )}
      <BackButton shownId={shownId} onBack={() => onOpen(undefined)} />
    </section>
  );
}

/** Out of a school again, for those who have more than one. */
function BackButton({ shownId, onBack }: { shownId: string | null; onBack(): void }) {
  const t = useWords(wallWords);
  const { assignments } = useSession();
  const isOnly = assignments.every((a) => a.organisationId === shownId);
  if (!shownId || isOnly) return null;
  return (
    <button type="button" className="wall-back" data-testid="wall-back" onClick={onBack}>
      {t('back')}
    </button>
  );
}

export function App() {
  return (
    <SessionGate>
      <Wall />
    </SessionGate>
  );
}
