import type { CallsFigures, Handed } from './calls.ts';
import type { Row } from './report.ts';

const targets = { handedMs: 1_000, tierLatenessMs: 500 } as const;

export function rowsOfCalls({ floor, well, troubled, tiers }: CallsFigures): Row[] {
  const { dead, slow } = troubled;
  return [
    ...handedRows('都正常 all well', well, floor.p99),
    ...handedRows(
      `${dead} 不答、${slow} 慢 (dead, slow): 其余渠道 the others`,
      troubled,
      floor.p99,
    ),
    {
      what: `五梯队延迟 lateness of five tiers p99 (${tiers.steps}/${tiers.expected})`,
      floor: '',
      ours: `${tiers.late.p99 ?? '—'} ms`,
      ratio: '',
      target: `<= ${targets.tierLatenessMs} ms`,
      met: (tiers.late.p99 ?? Infinity) <= targets.tierLatenessMs && tiers.steps >= tiers.expected,
    },
  ];
}

function handedRows(what: string, { all, missing }: Handed, floor: number | null): Row[] {
  const p99 = all.p99 ?? Number.POSITIVE_INFINITY;
  return [
    {
      what: `受理到交给渠道 commit to provider p99, ${what}`,
      floor: `${Math.round(floor ?? 0)} ms`,
      ours: `${p99} ms`,
      ratio: floor ? `${(p99 / floor).toFixed(2)}x` : '—',
      target: `<= ${targets.handedMs} ms`,
      met: p99 <= targets.handedMs && missing === 0,
    },
    {
      what: `未交出 not handed over, ${what}`,
      floor: '',
      ours: `${missing}`,
      ratio: '',
      target: '0',
      met: missing === 0,
    },
  ];
}

/** Every channel for itself, for those who want to know why. */
export function detailsOfCalls({ floor, well, troubled, tiers }: CallsFigures): string {
  const lines = (name: string, handed: Handed) => [
    `${name}: last message of an alarm p50 ${handed.last.p50} max ${handed.last.max} ms`,
    ...Object.entries(handed.channels).map(
      ([kind, s]) => `  ${kind}: ${s.count} messages, p50 ${s.p50} p90 ${s.p90} p99 ${s.p99} ms`,
    ),
  ];
  return [
    `floor: as many bare posts at once: p50 ${floor.p50} p99 ${floor.p99} max ${floor.max} ms`,
    ...lines('all well', well),
    ...lines(`${troubled.dead} dead, ${troubled.slow} slow`, troubled),
    `tiers: ${tiers.steps} of ${tiers.expected} steps, late p50 ${tiers.late.p50} p90 ${tiers.late.p90} p99 ${tiers.late.p99} max ${tiers.late.max} ms`,
  ].join('\n');
}
