import type { FactType } from '@anyuan/contracts/facts.ts';
import { type Reaction, reaction } from '../platform/deliveries.ts';
import type { TerminalStates } from './terminal-states.ts';

/** Facts that change what a terminal may tell the child. */
export const terminalFacts = [
  'alarm.raised',
  'alarm.merged',
  'alarm.accepted',
  'alarm.declined',
  'response.arrived',
  'alarm.closed',
] as const satisfies readonly FactType[];

/** Consumer `terminal`: tells the terminals of an alarm how it stands. */
export function reactTerminal(states: TerminalStates): Reaction {
  return reaction({
    consumer: 'terminal',
    types: terminalFacts,
    run: (tx, entries) =>
      states.tellAlarms(tx, [...new Set(entries.map(({ fact }) => fact.alarmId))]),
  });
}
