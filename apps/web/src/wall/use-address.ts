import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import { figureRanges } from '@anyuan/contracts/figure-lists.ts';
import { useState } from 'react';
import type { Asked } from './use-figures.ts';

const kinds: readonly AlarmKind[] = ['actual', 'exercise', 'test'];

function read(): Asked {
  const search = new URLSearchParams(location.search);
  return {
    organisationId: search.get('org') ?? undefined,
    range: figureRanges.find((r) => r === search.get('range')) ?? 'today',
    alarmKind: kinds.find((k) => k === search.get('kind')) ?? 'actual',
  };
}

/** What the wall shows stands in its address (`?org=`, `?range=`, `?kind=`): a screen keeps it over a power cut. */
export function useAddress(): [Asked, (change: Partial<Asked>) => void] {
  const [asked, setAsked] = useState(read);
  const change = (part: Partial<Asked>) => {
    const next = { ...asked, ...part };
    const search = new URLSearchParams({ range: next.range, kind: next.alarmKind });
    if (next.organisationId !== undefined) search.set('org', next.organisationId);
    history.replaceState(null, '', `?${search}`);
    setAsked(next);
  };
  return [asked, change];
}
