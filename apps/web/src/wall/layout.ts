import { type WallPanel, wallPanels } from '@anyuan/contracts/figure-lists.ts';
import type { WallLayout } from '@anyuan/contracts/figures.ts';
import type { OrganisationKind } from '@anyuan/contracts/permissions.ts';

/** Six figures that matter at a time: three at each side of the map. */
export const perPage = 6;
export const usualTourSec = 20;

/** Whose wall it is: police, education or school decide which panels come first. */
export type WallLine = 'police' | 'education' | 'school';

export function lineOf(kind: OrganisationKind | undefined): WallLine {
  if (kind === 'policeBureau' || kind === 'policeStation') return 'police';
  return kind === 'educationBureau' ? 'education' : 'school';
}

const first: Record<WallLine, readonly WallPanel[]> = {
  police: ['minute', 'incidents', 'duty', 'hours', 'handling', 'terminals', 'ranking', 'trend'],
  education: ['minute', 'ranking', 'drills', 'handling', 'terminals', 'trend', 'duty', 'hours'],
  school: ['minute', 'duty', 'terminals', 'hours', 'handling', 'drills', 'incidents', 'trend'],
};
/** A single school has nobody to be ranked with. */
const notFor: Partial<Record<WallLine, readonly WallPanel[]>> = { school: ['ranking'] };

/** The layout of a role: its own order first, then all the rest. */
export function usualLayout(line: WallLine): WallLayout {
  const order = [...new Set([...first[line], ...wallPanels])];
  return { shown: order.filter((p) => !notFor[line]?.includes(p)), tourSec: usualTourSec };
}

export function pagesOf(shown: readonly WallPanel[]): WallPanel[][] {
  const count = Math.max(1, Math.ceil(shown.length / perPage));
  return Array.from({ length: count }, (_, i) => shown.slice(i * perPage, (i + 1) * perPage));
}

export function hiddenOf(shown: readonly WallPanel[]): WallPanel[] {
  return wallPanels.filter((p) => !shown.includes(p));
}

/** The panel stands where the other stood; those between move up. Unknown panels change nothing. */
export function movePanel(
  shown: readonly WallPanel[],
  panel: WallPanel,
  to: WallPanel,
): WallPanel[] {
  const at = shown.indexOf(to);
  if (at === -1 || !shown.includes(panel)) return [...shown];
  const rest = shown.filter((p) => p !== panel);
  return [...rest.slice(0, at), panel, ...rest.slice(at)];
}

/** By one place, for the keyboard; at the end it stays. */
export function stepPanel(shown: readonly WallPanel[], panel: WallPanel, by: -1 | 1): WallPanel[] {
  const neighbour = shown[shown.indexOf(panel) + by];
  return neighbour === undefined ? [...shown] : movePanel(shown, panel, neighbour);
}

export function withoutPanel(shown: readonly WallPanel[], panel: WallPanel): WallPanel[] {
  return shown.filter((p) => p !== panel);
}
