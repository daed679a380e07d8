import type { WallLayout } from '@anyuan/contracts/figures.ts';
import { useCallback, useEffect, useState } from 'react';
import { call } from '../platform/api.ts';
import { usualLayout, type WallLine } from './layout.ts';

export interface OwnLayout {
  layout: WallLayout;
  /** Put in place at once, kept at the server; what was before can be gone back to. */
  change(next: WallLayout): void;
  reset(): void;
  undo: (() => void) | null;
}

function keep(layout: WallLayout | null): void {
  const kept =
    layout === null ? call('resetWallLayout', {}) : call('saveWallLayout', { body: layout });
  // Not kept is no disaster on a wall: it shows as chosen, and the next change is kept again.
  kept.catch(() => undefined);
}

/** The layout of this person: their own, else that of their line. */
export function useLayout(line: WallLine): OwnLayout {
  const [own, setOwn] = useState<WallLayout | null>(null);
  const [past, setPast] = useState<readonly (WallLayout | null)[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    call('showWallLayout', { signal: abort.signal }).then(
      ({ layout }) => setOwn(layout),
      () => undefined,
    );
    return () => abort.abort();
  }, []);
  const put = useCallback((next: WallLayout | null) => {
    setOwn(next);
    keep(next);
  }, []);
  const step = (next: WallLayout | null) => {
    setPast((known) => [...known.slice(-19), own]);
    put(next);
  };
  const last = past.at(-1);
  const undo = () => {
    setPast((known) => known.slice(0, -1));
    put(last ?? null);
  };
  return {
    layout: own ?? usualLayout(line),
    change: step,
    reset: () => step(null),
    undo: past.length > 0 ? undo : null,
  };
}
