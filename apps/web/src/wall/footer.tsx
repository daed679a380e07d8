import type { WallPanel } from '@anyuan/contracts/figure-lists.ts';
import { FullScreenButton } from '../platform/full-screen.tsx';
import { useWords } from '../platform/i18n.ts';
import { hiddenOf, usualTourSec } from './layout.ts';
import type { OwnLayout } from './use-layout.ts';
import { listWords, wallWords } from './words.ts';

/** Pages of panels, the tour, and arranging: everything a hand needs is at one edge. */
export function WallFooter(props: {
  pages: number;
  page: number;
  onPage(page: number): void;
  own: OwnLayout;
  arranging: boolean;
  onArrange(on: boolean): void;
}) {
  const { pages, page, onPage, own, arranging, onArrange } = props;
  const t = useWords(wallWords);
  const { layout, change } = own;
  const touring = layout.tourSec > 0;
  return (
    <footer className="wall-foot">
      <nav aria-label={t('pages')}>
        {Array.from({ length: pages }, (_, i) => i).map((i) => (
          <button
            key={i}
            type="button"
            aria-label={t('page', { n: i + 1 })}
            aria-current={i === page ? 'page' : undefined}
            onClick={() => onPage(i)}
          >
            {i + 1}
          </button>
        ))}
      </nav>
      <button
        type="button"
        data-testid="tour"
        aria-pressed={touring}
        onClick={() => change({ ...layout, tourSec: touring ? 0 : usualTourSec })}
      >
        {t(touring ? 'tourOff' : 'tour')}
      </button>
      <button type="button" data-testid="arrange" onClick={() => onArrange(!arranging)}>
        {t(arranging ? 'arranged' : 'arrange')}
      </button>
      <FullScreenButton withWord />
      {arranging && <ArrangeTools own={own} />}
    </footer>
  );
}

function ArrangeTools({ own }: { own: OwnLayout }) {
  const t = useWords(wallWords);
  const l = useWords(listWords);
  const { layout, change, reset, undo } = own;
  const show = (panel: WallPanel) => change({ ...layout, shown: [...layout.shown, panel] });
  return (
    <>
      <button type="button" data-testid="layout-reset" onClick={reset}>
        {t('reset')}
      </button>
      {undo && (
        <button type="button" data-testid="layout-undo" onClick={undo}>
          {t('undo')}
        </button>
      )}
      <span className="wall-hint">{t('dragHint')}</span>
      {hiddenOf(layout.shown).map((panel) => (
        <button
          key={panel}
          type="button"
          aria-label={t('show', { panel: l(`panel.${panel}`) })}
          onClick={() => show(panel)}
        >
          + {l(`panel.${panel}`)}
        </button>
      ))}
    </>
  );
}
