import type { ReactNode } from 'react';
import { AdviceLine } from '../platform/advice-line.tsx';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { DoneLine } from '../platform/versions.tsx';
import type { Shelf } from './use-shelf.ts';
import type { Version } from './versioned.ts';

/** Around list and editor: what it is for, what was refused, what was just done. */
export function ShelfPage<V extends Version, D>(props: {
  shelf: Shelf<V, D>;
  intro: string;
  children: ReactNode;
}) {
  const { all, loading, advice, done } = props.shelf;
  const p = useWords(platformWords);
  if (all === null && loading.advice === null) return <p className="faint">{p('loading')}</p>;
  return (
    <>
      <p className="faint">{props.intro}</p>
      <AdviceLine text={loading.advice} onRetry={loading.retry} />
      <AdviceLine text={advice} onRetry={null} />
      {done && <DoneLine text={done.text} onUndo={done.undo} />}
      {all !== null && <div className="plan-columns">{props.children}</div>}
    </>
  );
}
