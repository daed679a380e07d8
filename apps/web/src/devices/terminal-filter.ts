import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';

export interface TerminalFilter {
  text: string;
  state: TerminalView['state'] | 'all' | 'faulty';
}

const states = ['online', 'offline', 'unknown', 'faulty'] as const;

/**
 * A link may name the state: the wall's figures lead to the terminals behind them (`?state=offline`);
 * or words: one terminal of a list elsewhere (`?q=`).
 */
export function filterInAddress(): TerminalFilter {
  const asked = new URLSearchParams(location.search);
  const state = asked.get('state');
  return { text: asked.get('q') ?? '', state: states.find((s) => s === state) ?? 'all' };
}

export function terminalMatches(terminal: TerminalView, filter: TerminalFilter): boolean {
  if (filter.state === 'faulty' && terminal.faults.length === 0) return false;
  if (filter.state !== 'all' && filter.state !== 'faulty' && terminal.state !== filter.state) {
    return false;
  }
  const text = `${terminal.schoolName} ${terminal.place} ${terminal.name}`.toLowerCase();
  return filter.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const order = { offline: 0, unknown: 1, online: 2 } as const;

/** What needs somebody first: faults, then off line, then never heard. */
export function byCare(a: TerminalView, b: TerminalView): number {
  const faulty = Number(b.faults.length > 0) - Number(a.faults.length > 0);
  return faulty || order[a.state] - order[b.state] || a.place.localeCompare(b.place, 'zh');
}
